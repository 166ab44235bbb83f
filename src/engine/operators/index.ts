import { compileColumnChoice, compileRename } from "./columns.ts";
import { compileDistinct } from "./distinct.ts";
import { compileJoin, compileLookup } from "./join.ts";
import { compileMvExpand } from "./mv-expand.ts";
import type { OperatorCompiler } from "./operator.ts";
import { compileAs, compileGetSchema, compileRender } from "./passing.ts";
import { compileExtend, compileProject } from "./project.ts";
import { compileSort, compileTop } from "./sort.ts";
import { compileSummarize } from "./summarize.ts";
import { compileCount, compileTake } from "./take.ts";
import { compileUnion } from "./union.ts";
import { compileWhere } from "./where.ts";

/** Operators behind a pipe, by the kind of their syntax node. */
export const operators: Readonly<Record<string, OperatorCompiler>> = {
  AsOperator: compileAs,
  CountOperator: compileCount,
  DistinctOperator: compileDistinct,
  ExtendOperator: compileExtend,
  FilterOperator: compileWhere,
  GetSchemaOperator: compileGetSchema,
  JoinOperator: compileJoin,
  LookupOperator: compileLookup,
  MvExpandOperator: compileMvExpand,
  ProjectAwayOperator: compileColumnChoice,
  ProjectByNamesOperator: compileColumnChoice,
  ProjectKeepOperator: compileColumnChoice,
  ProjectOperator: compileProject,
  ProjectRenameOperator: compileRename,
  ProjectReorderOperator: compileColumnChoice,
  RenderOperator: compileRender,
  SerializeOperator: compileExtend,
  SortOperator: compileSort,
  SummarizeOperator: compileSummarize,
  TakeOperator: compileTake,
  TopOperator: compileTop,
  UnionOperator: compileUnion,
};
