import type { FeatureView } from '../../../project/feature-view.ts'

/**
 * Serializes a view as text that changes when its values may change: key, features with their
 * types, source, ttl. Labels are left out. A function is included by its own text, without the
 * functions that it calls.
 */
export function serializeDefinition({
  entity,
  joinKey,
  joinKeyType = 'string',
  features,
  source,
  ttl,
}: FeatureView): string {
  const types = Object.fromEntries(Object.entries(features).map(([name, { type }]) => [name, type]))
  const definition = { entity, joinKey, joinKeyType, features: types, source, ttl: ttl ?? null }
  return JSON.stringify(definition, (_, value: unknown) =>
    typeof value === 'function' ? String(value) : value,
  )
}

/**
 * Lists the differences between two definitions, in terms of the configuration: `+ feature`, `-
 * feature`, `~ feature`, `~ source`.
 */
export function listChanges(before: string, after: string): string[] {
  const [old, now] = [before, after].map((text) => JSON.parse(text) as Record<string, unknown>) as [
    Definition,
    Definition,
  ]
  const changes: string[] = []
  for (const name of new Set([...Object.keys(old.features), ...Object.keys(now.features)])) {
    if (!Object.hasOwn(old.features, name)) changes.push(`+ ${name}`)
    else if (!Object.hasOwn(now.features, name)) changes.push(`- ${name}`)
    else if (old.features[name] !== now.features[name]) changes.push(`~ ${name}`)
  }
  for (const member of ['entity', 'joinKey', 'joinKeyType', 'source', 'ttl'] as const) {
    if (JSON.stringify(old[member]) !== JSON.stringify(now[member])) changes.push(`~ ${member}`)
  }
  return changes
}

type Definition = Readonly<Record<string, unknown>> & { readonly features: Readonly<Record<string, string>> }
