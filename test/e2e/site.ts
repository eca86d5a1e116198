import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Workshop } from './workshop.ts'

const project = fileURLToPath(new URL('../../examples/credit-score', import.meta.url))

/**
 * The example as its users have it: a generated table, two trained versions (the second one leaks),
 * two keys, the server.
 */
export interface Site {
  readonly url: string
  /** What tests sign in with: scopes predict and read. */
  readonly key: string
  /** Also operate. */
  readonly operatorKey: string
  readonly table: string
  close(): Promise<void>
}

export async function openSite(): Promise<Site> {
  const workshop = new Workshop(project)
  const table = join(workshop.folder, 'clients.csv')
  const quick = ['--data', table, '--param', 'trees=20', '--param', 'maxDepth=8']
  await workshop.lapidary('generate', '--rows', '2400', '--seed', '5', '--output', table)
  await workshop.lapidary('train', ...quick)
  await workshop.lapidary('train', ...quick, '--split', 'rows')
  const key = await workshop.key('Rui', 'predict,read')
  const operatorKey = await workshop.key('Ana', 'predict,read,operate')
  const url = await workshop.serve()
  return { url, key, operatorKey, table, close: () => workshop.close() }
}
