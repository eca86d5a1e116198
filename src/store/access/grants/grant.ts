import type { LocalizedText } from '../../../base/text/localized-text.ts'

/** What a grant allows on its object; each level includes those before it. */
export const levelNames = ['none', 'read', 'edit', 'manage'] as const
export type Level = (typeof levelNames)[number]

/** Who has a grant: `user:<username>`, `role:<role>` or `key:<id>`. */
export type GrantSubject = `${'user' | 'role' | 'key'}:${string}`

/** The alias of a grant on every alias of a model. */
export const everyAlias = '*'

/** What a grant is about. */
export type GrantObject =
  | { readonly kind: 'experiment'; readonly id: string }
  | { readonly kind: 'model'; readonly name: string }
  /** An alias of a model, or `everyAlias`. */
  | { readonly kind: 'alias'; readonly model: string; readonly alias: string }

/** The level of a subject on an object, whatever the scopes of the subject are. */
export interface Grant {
  readonly subject: GrantSubject
  readonly object: GrantObject
  readonly level: Level
  /** ISO 8601. */
  readonly at: string
  /** Id of the caller, or `command line`. */
  readonly by: string
}

/** A grant as it is now; `level` is null if it was removed. */
export interface GrantChange extends Omit<Grant, 'level'> {
  readonly level: Level | null
}

/** Returns whether a level includes another. */
export function includesLevel(level: Level, needed: Level): boolean {
  return levelNames.indexOf(level) >= levelNames.indexOf(needed)
}

/** Returns an object as text, for the audit log. */
export function objectText(object: GrantObject): string {
  switch (object.kind) {
    case 'experiment':
      return `experiment ${object.id}`
    case 'model':
      return `model ${object.name}`
    case 'alias':
      return `alias ${object.model}@${object.alias}`
  }
}

/** Returns an object as messages name it. */
export function objectInWords(object: GrantObject): LocalizedText {
  switch (object.kind) {
    case 'experiment':
      return { en: `experiment ${object.id}`, 'pt-BR': `experimento ${object.id}` }
    case 'model':
      return { en: `model ${object.name}`, 'pt-BR': `modelo ${object.name}` }
    case 'alias':
      return {
        en: `alias ${object.alias} of model ${object.model}`,
        'pt-BR': `alias ${object.alias} do modelo ${object.model}`,
      }
  }
}
