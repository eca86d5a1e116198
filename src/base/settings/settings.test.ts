import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import type { SettingSpec } from './setting-spec.ts'
import { badSetting, readSettings, settingsByPart, settingsTable } from './settings.ts'

function file(text: string): string {
  const path = join(tempFolder(), 'secret')
  writeFileSync(path, text)
  return path
}

test('takes defaults for what is not given or empty', () => {
  expect(readSettings({})).toMatchObject({ PORT: 8000, HOST: '127.0.0.1', API_KEY: undefined })
  expect(readSettings({ PORT: ' ', API_KEY: '' })).toMatchObject({ PORT: 8000, API_KEY: undefined })
})

test('refuses a wrong value, and shows no secret', () => {
  expect(() => readSettings({ PORT: '80a' })).toThrow(
    'The setting PORT is "80a". It must be a whole number from 0 to 65535.',
  )
  expect(() => readSettings({ LOG_LEVEL: 'loud' })).toThrow(
    'It must be one of silent, error, warn, info, debug',
  )
})

test('reads every secret from a file, without the end of the line', () => {
  for (const [name, spec] of Object.entries<SettingSpec>(settingsTable)) {
    if (!('secret' in spec)) continue
    const secret = spec.type === 'url' ? spec.forms[0]?.split(' ')[0] : 'a secret'
    const path = file(`${secret}\r\n`)
    expect(readSettings({ [`${name}_FILE`]: path }), name).toMatchObject({ [name]: secret })
    expect(() => readSettings({ [name]: 'x', [`${name}_FILE`]: path }), name).toThrow(
      `${name} and ${name}_FILE are both set.`,
    )
    expect(readSettings({ [name]: '', [`${name}_FILE`]: path }), name).toMatchObject({ [name]: secret })
  }
})

test('defaults are allowed values, and a setting stands in one part', () => {
  for (const [name, spec] of Object.entries<SettingSpec>(settingsTable)) {
    if (spec.default === undefined || spec.default === '') continue
    expect(readSettings({ [name]: String(spec.default) }), name).toEqual(readSettings({}))
  }
  const names = Object.values(settingsByPart).flatMap((part) => Object.keys(part))
  expect(names.toSorted()).toEqual(Object.keys(settingsTable).toSorted())
})

test.each([
  ['TRUST_PROXY', 'true', true],
  ['TRUST_PROXY', 'false', false],
  ['TRUST_PROXY', 'yes', true], // as in earlier versions
  ['TRUST_PROXY', 'no', false],
  ['REQUEST_TIMEOUT', '15m', 900_000],
  ['REQUEST_TIMEOUT', '1h', 3_600_000],
  ['REQUEST_TIMEOUT', '45', 45_000], // as in earlier versions
  ['MAX_BODY_BYTES', '10MiB', 10_485_760],
  ['MAX_BODY_BYTES', '128MB', 128_000_000],
  ['MAX_BODY_BYTES', '4 KiB', 4096],
  ['MAX_BODY_BYTES', '2048', 2048],
  ['MONGO_URI', 'mongodb://a:1,b:2/?replicaSet=r', 'mongodb://a:1,b:2/?replicaSet=r'],
  ['DATABASE_URL', 'postgresql:///steps?host=/run', 'postgresql:///steps?host=/run'],
  ['ARTIFACTS_URL', 'file:///srv/files', 'file:///srv/files'],
  ['ARTIFACTS_URL', 'database:', 'database:'],
  ['ARTIFACTS_URL', 's3://bucket/files', 's3://bucket/files'],
] as const)('%s=%s is read as %s', (name, text, value) => {
  expect(readSettings({ [name]: text })[name]).toBe(value)
})

const duration = 'a duration from 1s to 1h, such as 30s, 15m, 12h or 90d (a number without a unit is in s)'
const bytes = 'a size from 1KiB to 1GiB, such as 10MiB, 128MB or a number of bytes'
const artifacts = 'a URL such as file:///path or database: or s3://bucket/prefix'

test.each([
  ['TRUST_PROXY', 'on', 'true or false'],
  ['REQUEST_TIMEOUT', '2h', duration],
  ['REQUEST_TIMEOUT', '30 seconds', duration],
  ['REQUEST_TIMEOUT', '0', duration],
  ['MAX_BODY_BYTES', '1000', bytes],
  ['MAX_BODY_BYTES', '2GiB', bytes],
  ['MAX_BODY_BYTES', '1mb', bytes],
  ['MAX_BODY_BYTES', '1toString', bytes],
  ['ARTIFACTS_URL', '/srv/files', artifacts],
  ['ARTIFACTS_URL', 'database:other', artifacts],
  ['PUBLIC_URL', 'steps.example.org', 'a URL such as https://steps.example.org or http://localhost:8000'],
  ['OIDC_ISSUER', 'https://', 'a URL such as https://id.example.org'],
] as const)('%s=%s is refused, with the value and what is allowed', (name, text, expected) => {
  expect(() => readSettings({ [name]: text })).toThrow(
    `The setting ${name} is "${text}". It must be ${expected}`,
  )
})

test.each(['DATABASE_URL', 'REDIS_URL', 'MONGO_URI'] as const)('an error of %s shows no password', (name) => {
  for (const text of ['mysql://ana:a-password@host/db', 'a-password']) {
    expect(() => readSettings({ [name]: text })).toThrow(
      `The setting ${name} is "(secret)". It must be a URL such as `,
    )
    expect(() => readSettings({ [name]: text })).not.toThrow('a-password')
  }
  expect(badSetting(name, 'a-password', 'another').message).not.toContain('a-password')
})

test('says what is wrong with the file, and nothing of what is in it', () => {
  expect(() => readSettings({ SECRET_KEY_FILE: '/nowhere/key' })).toThrow(
    'The setting SECRET_KEY_FILE is "/nowhere/key". It must be a file with one line (ENOENT)',
  )
  expect(() => readSettings({ SECRET_KEY_FILE: file('\n') })).toThrow('a file with one line (it is empty)')
  const several = file('first-secret\nsecond-secret')
  expect(() => readSettings({ SECRET_KEY_FILE: several })).toThrow('a file with one line (it has several)')
  expect(() => readSettings({ SECRET_KEY_FILE: several })).not.toThrow('first-secret')
})

test('is no way to read what is no secret', () => {
  expect(readSettings({ HOST_FILE: '/nowhere' }).HOST).toBe('127.0.0.1')
})
