import { type Dynamic, isArray, isBag, keyOf, setKey, typeOfDynamic } from "../values/value.ts";

/** The key under which a schema holds the schema of an array's elements. */
const indexer = "`indexer`";

/** What values of one place look like: type names, and shapes of bags and arrays. */
interface Shape {
  readonly names: Set<string>;
  readonly bag: Map<string, Shape>;
  items: Shape | undefined;
}

/** The smallest schema that all the values fit, as `buildschema` writes it. */
export function buildSchema(values: readonly Dynamic[]): Dynamic {
  const shape = emptyShape();
  for (const value of values) add(shape, value);
  return print(shape);
}

function emptyShape(): Shape {
  return { names: new Set(), bag: new Map(), items: undefined };
}

function add(shape: Shape, value: Dynamic): void {
  if (value === null) return;
  if (isArray(value)) {
    shape.items ??= emptyShape();
    for (const item of value) add(shape.items, item);
  } else if (isBag(value)) {
    for (const key of Object.keys(value)) {
      const inner = shape.bag.get(key) ?? emptyShape();
      shape.bag.set(key, inner);
      add(inner, keyOf(value, key));
    }
  } else {
    const type = typeOfDynamic(value);
    shape.names.add(type === "real" ? "double" : type);
  }
}

function print(shape: Shape): Dynamic {
  const parts: Dynamic[] = [...shape.names];
  const bag: Record<string, Dynamic> = {};
  for (const [key, inner] of shape.bag) setKey(bag, key, print(inner));
  if (shape.items !== undefined) setKey(bag, indexer, print(shape.items));
  if (shape.bag.size > 0 || shape.items !== undefined) parts.push(bag);
  return parts.length <= 1 ? (parts[0] ?? null) : parts;
}
