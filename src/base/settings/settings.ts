import { readFileSync } from 'node:fs'
import { LapidaryError } from '../errors/lapidary-error.ts'
import { errorCode } from '../files/storage-error.ts'
import { accessSettings } from './access-settings.ts'
import { defaultValue, parseSetting, type SettingValue } from './parse-setting.ts'
import { serverSettings } from './server-settings.ts'
import { servingSettings } from './serving-settings.ts'
import type { SettingSpec, ValueOf } from './setting-spec.ts'
import { storageSettings } from './storage-settings.ts'
import { trainingSettings } from './training-settings.ts'

/**
 * Every setting by part: environment variable, type, default and help. `--help`, the docs and their
 * test are made from it.
 */
export const settingsByPart = {
  Server: serverSettings,
  Storage: storageSettings,
  Access: accessSettings,
  Predictions: servingSettings,
  Training: trainingSettings,
} as const

/**
 * Every setting. A secret may also be given by the file that `NAME_FILE` names, as Docker and
 * Kubernetes mount them.
 */
export const settingsTable = {
  ...serverSettings,
  ...storageSettings,
  ...accessSettings,
  ...servingSettings,
  ...trainingSettings,
} as const

export type SettingName = keyof typeof settingsTable
export type Settings = {
  readonly [N in SettingName]: (typeof settingsTable)[N] extends { default: undefined }
    ? string | undefined
    : ValueOf<(typeof settingsTable)[N]>
}

/**
 * Reads and validates every setting of `environment`. An empty value counts as not set.
 * @throws LapidaryError `bad-setting`, `setting-given-twice`.
 */
export function readSettings(environment: Environment): Settings {
  const settings: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries(settingsTable) as [SettingName, SettingSpec][]) {
    const text = isSecret(spec) ? readSecret(environment, name, spec.help) : readText(environment, name)
    settings[name] = text === undefined ? defaultValue(spec) : valueOf(name, spec, text)
  }
  return Object.freeze(settings) as Settings
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Returns `environment` without the secrets and the names of their files, for a process that needs
 * none of them.
 */
export function withoutSecrets(environment: Environment): Environment {
  const secrets = Object.entries(settingsTable).flatMap(([name, spec]) =>
    isSecret(spec) ? [name, `${name}_FILE`] : [],
  )
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !secrets.includes(name)))
}

/**
 * Returns the error of a setting whose value has the right type but cannot be used. The value of a
 * secret is not shown.
 */
export function badSetting(
  name: SettingName,
  seen: string,
  expected: string,
  cause?: unknown,
): LapidaryError {
  const spec: SettingSpec = settingsTable[name]
  const values = { name, seen: isSecret(spec) ? '(secret)' : seen, expected, hint: spec.help }
  return new LapidaryError('bad-setting', values, cause === undefined ? {} : { cause })
}

function isSecret(spec: SettingSpec): boolean {
  return 'secret' in spec && spec.secret === true
}

function valueOf(name: SettingName, spec: SettingSpec, text: string): SettingValue {
  const value = parseSetting(spec, text)
  if (typeof value === 'object') throw badSetting(name, text, value.expected)
  return value
}

function readText(environment: Environment, name: string): string | undefined {
  const text = environment[name]?.trim()
  return text === '' ? undefined : text
}

function readSecret(environment: Environment, name: SettingName, hint: string): string | undefined {
  const direct = readText(environment, name)
  const path = readText(environment, `${name}_FILE`)
  if (path === undefined) return direct
  if (direct !== undefined) throw new LapidaryError('setting-given-twice', { name })
  const fail = (reason: string, cause?: unknown): never => {
    const expected = `a file with one line (${reason})`
    throw new LapidaryError('bad-setting', { name: `${name}_FILE`, seen: path, expected, hint }, { cause })
  }
  let text = ''
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    fail(errorCode(error) ?? 'unreadable', error)
  }
  if (text === '' || text.includes('\n')) fail(text === '' ? 'it is empty' : 'it has several')
  return text
}
