import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { Poller } from '../../../base/poller.ts'
import type { Scope } from '../../../base/roles.ts'
import type { Page } from '../../sql/page.ts'
import type { Visible } from '../../sql/visible.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import { type Caller, hasScope, requireScope } from '../caller.ts'
import { usernameOf } from '../users/user-caller.ts'
import {
  type Grant,
  type GrantObject,
  type GrantSubject,
  includesLevel,
  type Level,
  objectInWords,
  objectText,
} from './grant.ts'
import type { GrantQuery, GrantStore } from './grant-store.ts'
import { findLevel, SubjectGrants } from './subject-grants.ts'

/** Milliseconds between two polls: a change of another replica applies within a second. */
const pollMs = 400

/** Runs or other parts of experiments, which are looked up only if grants decide. */
export interface PartOfExperiment {
  readonly kind: 'part'
  /** Resolves the distinct experiments of the parts that exist. */
  readonly experimentIds: () => Promise<readonly string[]>
}

interface Parts {
  readonly store: GrantStore
  readonly audit: Pick<AuditLog, 'record'>
  /** Rejects if a subject does not exist. */
  readonly checkSubject: (subject: GrantSubject) => Promise<unknown>
  /** Rejects if an experiment or a model does not exist. */
  readonly checkObject: (object: GrantObject) => Promise<unknown>
  readonly now: () => Date
  /** Called when grants cannot be read; the last ones go on. */
  readonly warn: (error: unknown) => void
}

/**
 * Decides what callers may do with one experiment, one model or one alias: their scopes do, unless
 * a grant is about it. All grants are in memory, so that no request queries them.
 */
export class Grants {
  readonly #parts: Parts
  readonly #subjects = new Map<string, SubjectGrants>()
  #revision = 0
  readonly poller: Poller

  constructor(parts: Parts) {
    this.#parts = parts
    const { now, warn: onFailing } = parts
    this.poller = new Poller({
      name: 'grants',
      poll: () => this.#read(),
      onFailing,
      intervalMs: pollMs,
      now: () => now().getTime(),
    })
  }

  /** Reads all grants, and follows their changes from then on. */
  async open(): Promise<void> {
    await this.poller.start()
  }

  /** Applies what changed with the name of a model, without waiting for the next poll. */
  async refresh(): Promise<void> {
    await this.#read()
  }

  /** @throws LapidaryError `bad-cursor` */
  async list(query: GrantQuery): Promise<Page<Grant>> {
    return await this.#parts.store.list(query)
  }

  /**
   * Gives a subject a level on an object, in place of the one it had.
   * @throws LapidaryError what `checkSubject` and `checkObject` throw
   */
  async give(grant: Omit<Grant, 'at'>): Promise<Grant> {
    const { store, audit, checkSubject, checkObject } = this.#parts
    const { subject, object, level, by } = grant
    await checkSubject(subject)
    await checkObject(object)
    const given = { ...grant, at: this.#parts.now().toISOString() }
    await store.put([given])
    await audit.record({
      by,
      action: 'grant.give',
      subject: `${subject} ${level} ${objectText(object)}`,
    })
    await this.#read()
    return given
  }

  /** @throws LapidaryError `grant-not-found` */
  async remove({ subject, object, by }: Omit<Grant, 'at' | 'level'>): Promise<void> {
    const { store, audit, now } = this.#parts
    if (!(await store.remove({ subject, object, by, at: now().toISOString() })))
      throw new LapidaryError('grant-not-found', { subject, object: objectInWords(object) })
    await audit.record({ by, action: 'grant.remove', subject: `${subject} ${objectText(object)}` })
    await this.#read()
  }

  /** Gives who created an experiment or a model the level `manage` on it. Admins have it anyway. */
  async giveCreator(caller: Caller, object: GrantObject): Promise<void> {
    if (hasScope(caller, 'admin')) return
    const at = this.#parts.now().toISOString()
    await this.#parts.store.put([{ subject: subjectOf(caller), object, level: 'manage', at, by: caller.id }])
    await this.#read()
  }

  /** Returns whether a caller may do something to some object that their scopes do not allow. */
  hasAny(caller: Caller): boolean {
    return this.#grantsOf(caller).length > 0
  }

  /**
   * Returns, or resolves when the experiment of a part was looked up, if a caller may do with an
   * object what a scope allows.
   * @throws LapidaryError `missing-scope`, `not-permitted`; what `experimentIds` throws
   */
  require(caller: Caller, scope: Scope, object: GrantObject | PartOfExperiment): void | Promise<void> {
    if (hasScope(caller, 'admin')) return undefined
    const grants = this.#grantsOf(caller)
    if (grants.length === 0) return requireScope(caller, scope)
    if (object.kind !== 'part') return requireLevel(caller, scope, object, grants)
    const needed = neededLevel(scope, 'experiment')
    const levels = grants.flatMap((each) => [...each.levelsOf('experiment').values()])
    const isSame = levels.every((level) => includesLevel(level, needed) === hasScope(caller, scope))
    return isSame
      ? requireScope(caller, scope)
      : object.experimentIds().then((ids) => {
          // What does not exist is no secret to who may see all.
          if (ids.length === 0) requireScope(caller, scope)
          for (const id of ids) requireLevel(caller, scope, { kind: 'experiment', id }, grants)
        })
  }

  /**
   * Checks that a caller may do with every experiment what a scope allows, for what belongs to
   * none.
   * @throws LapidaryError `missing-scope`, `not-permitted`
   */
  requireEverywhere(caller: Caller, scope: Scope): void {
    requireScope(caller, scope)
    if (hasScope(caller, 'admin')) return
    const grants = this.#grantsOf(caller)
    for (const each of grants)
      for (const id of each.levelsOf('experiment').keys())
        requireLevel(caller, scope, { kind: 'experiment', id }, grants)
  }

  /** Returns whether a caller may give others grants on an object. */
  mayManage(caller: Caller, object: GrantObject): boolean {
    if (hasScope(caller, 'admin')) return true
    return findLevel(this.#grantsOf(caller), object) === 'manage'
  }

  /** Returns which experiments or models a caller may find; null for all. */
  visible(caller: Caller, kind: 'experiment' | 'model'): Visible | null {
    if (hasScope(caller, 'admin')) return null
    const grants = this.#grantsOf(caller)
    const levels = new Map<string, Level>()
    for (const each of grants.toReversed())
      for (const [name, level] of each.levelsOf(kind)) levels.set(name, level)
    const mayRead = hasScope(caller, 'read')
    const names = [...levels.keys()].filter(
      (name) => includesLevel(levels.get(name) ?? 'none', 'read') !== mayRead,
    )
    if (mayRead) return names.length === 0 ? null : { except: names }
    return { only: names }
  }

  /** Returns the grants of a caller, then those of their role. */
  #grantsOf(caller: Caller): readonly SubjectGrants[] {
    const own = this.#subjects.get(subjectOf(caller))
    const ofRole = caller.role === undefined ? undefined : this.#subjects.get(`role:${caller.role}`)
    if (own === undefined) return ofRole === undefined ? [] : [ofRole]
    return ofRole === undefined ? [own] : [own, ofRole]
  }

  async #read(): Promise<void> {
    const { revision, changes } = await this.#parts.store.changesSince(this.#revision)
    if (revision <= this.#revision) return // a read that began later was faster
    this.#revision = revision
    for (const change of changes) {
      const grants = this.#subjects.get(change.subject) ?? new SubjectGrants()
      grants.apply(change)
      if (grants.isEmpty) this.#subjects.delete(change.subject)
      else this.#subjects.set(change.subject, grants)
    }
  }
}

/** Returns the subject that a caller is, beside their role. */
export function subjectOf(caller: Pick<Caller, 'id'>): GrantSubject {
  return usernameOf(caller) === null ? `key:${caller.id}` : (caller.id as GrantSubject)
}

function requireLevel(
  caller: Caller,
  scope: Scope,
  object: GrantObject,
  grants: readonly SubjectGrants[],
): void {
  const level = findLevel(grants, object)
  if (level === null) return requireScope(caller, scope)
  const needed = neededLevel(scope, object.kind)
  if (!includesLevel(level, needed))
    throw new LapidaryError('not-permitted', {
      name: caller.name,
      object: objectInWords(object),
      level,
      needed,
    })
}

/** Returns the level that stands for a scope on one object. */
function neededLevel(scope: Scope, kind: GrantObject['kind']): Level {
  switch (scope) {
    case 'predict':
    case 'read':
      return 'read'
    case 'track':
      return 'edit'
    case 'operate':
      return kind === 'alias' ? 'edit' : 'manage'
    case 'admin':
      return 'manage'
  }
}
