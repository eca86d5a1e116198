import { everyAlias, type GrantChange, type GrantObject, includesLevel, type Level } from './grant.ts'

/** The levels of one subject, in memory. */
export class SubjectGrants {
  readonly #experiments = new Map<string, Level>()
  readonly #models = new Map<string, Level>()
  /** Levels on aliases, by model. */
  readonly #aliases = new Map<string, Map<string, Level>>()

  get isEmpty(): boolean {
    return this.#experiments.size + this.#models.size + this.#aliases.size === 0
  }

  apply({ object, level }: Pick<GrantChange, 'object' | 'level'>): void {
    switch (object.kind) {
      case 'experiment':
        return put(this.#experiments, object.id, level)
      case 'model':
        return put(this.#models, object.name, level)
      case 'alias': {
        const aliases = this.#aliases.get(object.model) ?? new Map<string, Level>()
        put(aliases, object.alias, level)
        if (aliases.size === 0) this.#aliases.delete(object.model)
        else this.#aliases.set(object.model, aliases)
      }
    }
  }

  /** Returns the level of exactly this object, or undefined. */
  levelOf(object: GrantObject): Level | undefined {
    switch (object.kind) {
      case 'experiment':
        return this.#experiments.get(object.id)
      case 'model':
        return this.#models.get(object.name)
      case 'alias':
        return this.#aliases.get(object.model)?.get(object.alias)
    }
  }

  /** Returns the levels on all experiments, or on all models. */
  levelsOf(kind: 'experiment' | 'model'): ReadonlyMap<string, Level> {
    return kind === 'experiment' ? this.#experiments : this.#models
  }
}

function put(levels: Map<string, Level>, name: string, level: Level | null): void {
  if (level === null) levels.delete(name)
  else levels.set(name, level)
}

/**
 * Returns the level that grants give on an object, or null if none is about it. A grant on one
 * alias goes before one on every alias, that before one on the model; and the grant of a user
 * before that of their role.
 *
 * @param subjects the grants of the caller, then those of their role
 */
export function findLevel(subjects: readonly SubjectGrants[], object: GrantObject): Level | null {
  for (const each of objectsOf(object)) {
    for (const subject of subjects) {
      const level = subject.levelOf(each)
      if (level !== undefined) return each.kind === object.kind ? level : ofAlias(level)
    }
  }
  return null
}

function objectsOf(object: GrantObject): readonly GrantObject[] {
  if (object.kind !== 'alias') return [object]
  const { model } = object
  return [object, { ...object, alias: everyAlias }, { kind: 'model', name: model }]
}

/** Returns what a level on a model means for its aliases: who edits a model does not move them. */
function ofAlias(level: Level): Level {
  return includesLevel(level, 'read') && level !== 'manage' ? 'read' : level
}
