import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { readSecret } from './read-secret.ts'

function terminal() {
  const shown: string[] = []
  const raw: boolean[] = []
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => raw.push(on) })
  return {
    input,
    shown,
    raw,
    ask: (prompt: string) => readSecret(prompt, input, (text) => void shown.push(text)),
  }
}

test('reads what is typed, corrected and ended with Enter, and shows nothing of it', async () => {
  const { input, shown, raw, ask } = terminal()
  const answer = ask('Password: ')
  for (const key of ['s', 'é', 'x', '\u007f', '😀', '\b', 'g', '\r']) input.write(key)
  expect(await answer).toBe('ség')
  expect(shown).toEqual(['Password: ', '\n'])
  expect(raw).toEqual([true, false])
})

test('keeps what was typed ahead for the next question', async () => {
  const { input, ask } = terminal()
  input.write('first\rsecond\r')
  expect([await ask('1'), await ask('2')]).toEqual(['first', 'second'])
})

test('gives the terminal back on Ctrl-C', async () => {
  const { input, raw, ask } = terminal()
  const answer = ask('Password: ')
  input.write('secret\u0003')
  await expect(answer).rejects.toMatchObject({ code: 'interrupted' })
  expect(raw).toEqual([true, false])
})

test.each([
  ['first line\nsecond line\n', 'first line'],
  ['windows\r\n', 'windows'],
  ['without an end', 'without an end'],
  ['', ''],
])('takes the first line of a pipe: %j', async (text, expected) => {
  const input = new PassThrough()
  input.end(text)
  expect(await readSecret('Password: ', input, () => expect.unreachable())).toBe(expected)
})
