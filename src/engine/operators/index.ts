import { compileColumnChoice, compileRename } from "./columns.ts";
import { compileDistinct } from "./distinct.ts";
import { compileEvaluate } from "./evaluate.ts";
import { compileInvoke } from "./invoke.ts";
import { compileMakeSeries } from "./make-series.ts";
import { compileMvApply } from "./mv-apply.ts";
import { compileParse, compileParseWhere } from "./parse.ts";
import { compileParseKv } from "./parse-kv.ts";
import { compilePartition } from "./partition.ts";
import { compileSample, compileSampleDistinct } from "./sample.ts";
import { compileSearch } from "./search.ts";
import { compileTopHitters } from "./top-hitters.ts";
import { compileTopNested } from "./top-nested.ts";
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
  EvaluateOperator: compileEvaluate,
  ExtendOperator: compileExtend,
  FilterOperator: compileWhere,
  GetSchemaOperator: compileGetSchema,
  InvokeOperator: compileInvoke,
  JoinOperator: compileJoin,
  LookupOperator: compileLookup,
  MakeSeriesOperator: compileMakeSeries,
  MvApplyOperator: compileMvApply,
  MvExpandOperator: compileMvExpand,
  ParseKvOperator: compileParseKv,
  ParseOperator: compileParse,
  ParseWhereOperator: compileParseWhere,
  PartitionOperator: compilePartition,
  ProjectAwayOperator: compileColumnChoice,
  ProjectByNamesOperator: compileColumnChoice,
  ProjectKeepOperator: compileColumnChoice,
  ProjectOperator: compileProject,
  ProjectRenameOperator: compileRename,
  ProjectReorderOperator: compileColumnChoice,
  RenderOperator: compileRender,
  SampleDistinctOperator: compileSampleDistinct,
  SampleOperator: compileSample,
  SearchOperator: compileSearch,
  SerializeOperator: compileExtend,
  SortOperator: compileSort,
  SummarizeOperator: compileSummarize,
  TakeOperator: compileTake,
  TopHittersOperator: compileTopHitters,
  TopNestedOperator: compileTopNested,
  TopOperator: compileTop,
  UnionOperator: compileUnion,
};
