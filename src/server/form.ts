import { LapidaryError } from '../errors.ts'

/** Reads a form's fields, each once. @throws LapidaryError `bad-request` when one comes twice. */
export function parseForm(
  _request: unknown,
  body: string | Buffer,
  done: (error: Error | null, fields?: Readonly<Record<string, string>>) => void,
): void {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of new URLSearchParams(String(body))) {
    if (Object.hasOwn(fields, name)) {
      done(new LapidaryError('bad-request'))
      return
    }
    fields[name] = value
  }
  done(null, { ...fields })
}
