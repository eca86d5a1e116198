/** A span with the numbers that it reports, such as tokens; null if it reports none. */
export interface UsageNode {
  readonly id: string
  readonly parentId: string | null
  readonly usage: Readonly<Record<string, number>> | null
}

/**
 * Sums the usage of the spans of a trace. A span that reports usage includes that of the spans
 * below it, which are left out.
 * @param names names that the sum always has; others are added if a span has them
 * @returns null if no span reports usage
 */
export function aggregateUsage(
  nodes: readonly UsageNode[],
  names: readonly string[],
): Readonly<Record<string, number>> | null {
  const sum: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]))
  const ids = new Set(nodes.map(({ id }) => id))
  const children = Map.groupBy(nodes, ({ parentId }) =>
    parentId !== null && ids.has(parentId) ? parentId : null,
  )
  let isReported = false
  const open = [...(children.get(null) ?? [])]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.usage === null) open.push(...(children.get(node.id) ?? []))
    else {
      isReported = true
      for (const [name, count] of Object.entries(node.usage)) sum[name] = (sum[name] ?? 0) + count
    }
  }
  return isReported ? sum : null
}
