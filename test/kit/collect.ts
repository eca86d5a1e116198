/** Resolves everything that is iterated. */
export async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const each of items) all.push(each)
  return all
}
