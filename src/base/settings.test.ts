import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../test/kit/temp-folder.ts'
import { readSettings, settingsTable } from './settings.ts'

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
  expect(() => readSettings({ PORT: '80a' })).toThrow('The setting PORT is "80a". It must be a whole number from 0 to 65535.')
  expect(() => readSettings({ LOG_LEVEL: 'loud' })).toThrow('It must be one of silent, error, warn, info, debug')
})

test('reads every secret from a file, without the end of the line', () => {
  for (const [name, spec] of Object.entries(settingsTable)) {
    if (!('secret' in spec)) continue
    const path = file('a secret\r\n')
    expect(readSettings({ [`${name}_FILE`]: path }), name).toMatchObject({ [name]: 'a secret' })
    expect(() => readSettings({ [name]: 'x', [`${name}_FILE`]: path }), name).toThrow(`${name} and ${name}_FILE are both set.`)
    expect(readSettings({ [name]: '', [`${name}_FILE`]: path }), name).toMatchObject({ [name]: 'a secret' })
  }
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
