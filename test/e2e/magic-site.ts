import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Workshop } from './workshop.ts'

const project = fileURLToPath(new URL('../../examples/magic-steps', import.meta.url))

/**
 * The school's example: generated students, a small forest in place of the network, features in the
 * online store, the server.
 */
export interface MagicSite {
  readonly url: string
  /** What tests sign in with: scope admin. */
  readonly key: string
  /** Scope read alone. */
  readonly readerKey: string
  /** Scope predict alone. */
  readonly programKey: string
  /** CSV of the generated students. */
  readonly table: string
  close(): Promise<void>
}

export async function openMagicSite(): Promise<MagicSite> {
  const workshop = new Workshop(project)
  const table = join(workshop.folder, 'students.csv')
  await workshop.lapidary('generate', '--rows', '400', '--seed', '5', '--output', table)
  await workshop.lapidary('train', '--data', table, '--learner', 'random-forest', '--param', 'trees=20')
  const key = await workshop.key('Ana', 'admin')
  const readerKey = await workshop.key('Rui', 'read')
  const programKey = await workshop.key('Escola', 'predict')
  const url = await workshop.serve()
  await pushFeatures(url, key)
  return { url, key, readerKey, programKey, table, close: () => workshop.close() }
}

/**
 * As Feast's client pushes: performance of three students today, the rest of the first one years
 * ago.
 */
async function pushFeatures(url: string, key: string): Promise<void> {
  const students = ['RA-1042', 'RA-1043', 'RA-7']
  const now = new Date().toISOString()
  const push = async (view: string, columns: Readonly<Record<string, readonly unknown[]>>): Promise<void> => {
    const response = await fetch(`${url}/push`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ push_source_name: view, df: columns }),
    })
    if (!response.ok) throw new Error(`${view}: ${await response.text()}`)
  }
  await push('student_performance_features', {
    student_id: students,
    event_timestamp: [now, now, now],
    score_inde: [7.2, 5.1, 5.1],
    score_iaa: [8, 6.5, 6.5],
    score_ieg: [7.9, 4.2, 4.2],
    score_ips: [7.5, 5, 5],
    score_ida: [6.8, 3.9, 3.9],
    score_ipv: [7.4, 5.5, 5.5],
    score_ian: [5, 5, 5],
    nota_cg: [120, 640, 640],
    nota_cf: [20, 150, 150],
    nota_ct: [4, 15, 15],
    pedra_modal: ['ametista', 'quartzo', 'quartzo'],
  })
  await push('student_demographic_features', {
    student_id: ['RA-1042'],
    event_timestamp: ['2024-12-31T00:00:00Z'],
    idade: [12],
    genero: ['menina'],
  })
  await push('student_academic_features', {
    student_id: ['RA-1042'],
    event_timestamp: ['2024-12-31T00:00:00Z'],
    fase: [2],
    turma: ['a'],
    ano_ingresso: [2020],
    num_avaliacoes: [3],
    defasagem: [-1],
  })
}

/**
 * The columns of the generated table that a request has too, for some students: the file of a
 * class.
 */
export function classFile(table: string, rows: number): string {
  return readFileSync(table, 'utf8')
    .split('\n')
    .slice(0, rows + 1)
    .join('\n')
}
