import type { Logger } from '../base/logger.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { roleNames } from '../base/roles.ts'
import { SqlGrantStore } from '../store/access/drivers/sql-grants.ts'
import type { GrantObject, GrantSubject } from '../store/access/grants/grant.ts'
import { Grants } from '../store/access/grants/grants.ts'
import type { SharedDatabase } from './open-database.ts'
import type { Platform } from './platform.ts'

type Known = Pick<Platform, 'users' | 'access' | 'audit' | 'experiments' | 'registry' | 'now'>

/** Opens the grants on experiments, models and aliases. */
export function openGrants(
  { database }: SharedDatabase,
  known: Known,
  logger: Pick<Logger, 'error'>,
): Grants {
  return new Grants({
    store: new SqlGrantStore(database),
    audit: known.audit,
    now: known.now,
    checkSubject: (subject) => checkSubject(subject, known),
    checkObject: (object) => checkObject(object, known),
    warn: (err) => logger.error({ err }, 'the grants cannot be read; the last ones go on'),
  })
}

async function checkSubject(subject: GrantSubject, { users, access }: Known): Promise<void> {
  const kind = subject.slice(0, subject.indexOf(':'))
  const name = subject.slice(kind.length + 1)
  if (kind === 'user') await users.get(name)
  else if (kind === 'key') {
    if (name !== 'environment' && (await access.list()).every(({ id }) => id !== name))
      throw new LapidaryError('key-not-found', { id: name })
  } else if (!roleNames.some((role) => role === name))
    throw new LapidaryError('role-not-found', { seen: name, known: roleNames.join(', ') })
}

async function checkObject(object: GrantObject, { experiments, registry }: Known): Promise<void> {
  if (object.kind === 'experiment') await experiments.get(object.id)
  else await registry.getModel(object.kind === 'model' ? object.name : object.model)
}
