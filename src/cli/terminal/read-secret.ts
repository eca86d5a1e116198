import { LapidaryError } from '../../base/errors/lapidary-error.ts'

/** Maximum number of characters: a longer input is not a password but a file. */
const maxLength = 10_000

/** A terminal or a pipe from which a secret is read. */
export type SecretInput = NodeJS.ReadableStream & {
  readonly isTTY?: boolean
  setRawMode?(raw: boolean): unknown
}

/**
 * Reads a secret: from a terminal after a prompt and without echo, otherwise the first line of the
 * input. Never from arguments,
 * which other users of the machine can see.
 * @throws LapidaryError `interrupted` on Ctrl-C.
 */
export async function readSecret(
  prompt: string,
  input: SecretInput,
  write: (text: string) => void,
): Promise<string> {
  if (input.isTTY !== true || input.setRawMode === undefined) return await firstLine(input)
  write(prompt)
  input.setRawMode(true)
  try {
    return await typed(input)
  } finally {
    input.setRawMode(false)
    write('\n')
  }
}

async function firstLine(input: SecretInput): Promise<string> {
  input.setEncoding('utf8')
  let text = ''
  for await (const chunk of input) {
    text += String(chunk)
    if (text.includes('\n') || text.length > maxLength) break
  }
  return (text.split('\n')[0] ?? '').replace(/\r$/, '')
}

/** Reads until Enter from a terminal in raw mode, which shows nothing and handles no key itself. */
async function typed(input: SecretInput): Promise<string> {
  return await new Promise<string>((resolve, reject) => {
    let text = ''
    const onData = (chunk: string): void => {
      const keys = Array.from(chunk)
      for (const [i, key] of keys.entries()) {
        const ends = key === '\r' || key === '\n' || key === '\u0004'
        if (ends || key === '\u0003') {
          input.off('data', onData)
          input.pause()
          const rest = keys.slice(i + 1).join('')
          if (rest !== '') input.unshift(rest) // typed ahead, or pasted: it belongs to the next prompt
          return ends ? resolve(text) : reject(new LapidaryError('interrupted'))
        }
        if (key === '\u007f' || key === '\b') text = Array.from(text).slice(0, -1).join('')
        else if (key >= ' ' && text.length < maxLength) text += key
      }
    }
    input.setEncoding('utf8').on('data', onData)
    input.resume()
  })
}
