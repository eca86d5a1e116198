import type { MlflowRequest } from '../../replay.ts'

type Fields = Readonly<Record<string, unknown>>
type More = Pick<MlflowRequest, 'save' | 'ownMessage' | 'differs'>

/** Marks a request whose error Lapidary words in its own way. */
export const ownMessage = { ownMessage: true } as const

// Requests that are named after their address and fields.

export function get(
  path: string,
  query: NonNullable<MlflowRequest['query']>,
  more: More = {},
): MlflowRequest {
  return { name: nameOf('GET', path, query), path, query, ...more }
}

export function post(path: string, body: Fields, more: More = {}): MlflowRequest {
  return { name: nameOf('POST', path, body), method: 'POST', path, body, ...more }
}

export function patch(path: string, body: Fields, more: More = {}): MlflowRequest {
  return { name: nameOf('PATCH', path, body), method: 'PATCH', path, body, ...more }
}

export function remove(path: string, body: Fields, more: More = {}): MlflowRequest {
  return { name: nameOf('DELETE', path, body), method: 'DELETE', path, body, ...more }
}

const maxNameLength = 160

function nameOf(method: string, path: string, fields: Fields): string {
  return `${method} ${path} ${JSON.stringify(fields)}`.slice(0, maxNameLength)
}

/** Adds a number to the names of requests that are sent more than once. */
export function numberRepeated(requests: readonly MlflowRequest[]): readonly MlflowRequest[] {
  const counts = new Map<string, number>()
  return requests.map((request) => {
    const count = (counts.get(request.name) ?? 0) + 1
    counts.set(request.name, count)
    return count === 1 ? request : { ...request, name: `${request.name} (${count})` }
  })
}
