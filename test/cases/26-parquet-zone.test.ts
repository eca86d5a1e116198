import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createPandasZone, writeParquet } from '../kit/parquet.ts'
import { readModelBytes } from '../kit/read-model-bytes.ts'
import { runCli } from '../kit/run-cli.ts'
import { tempFolder } from '../kit/temp-folder.ts'

/**
 * The hour of a time in the text that the reader makes of it: whoever reads times from text must
 * get the same one everywhere.
 */
const config = (file: string): string => `import { column, defineProject, randomForest } from 'lapidary'
export default defineProject({
  name: 'turnos',
  title: { en: 'Shifts', 'pt-BR': 'Turnos' },
  model: 'TurnosModel',
  columns: {
    quando: column.integer({ min: 0, max: 23, parse: (cell: string) => Number(cell.slice(11, 13)) }),
    valor: column.number({ min: -6.5, max: 6.5 }),
    turno: column.category({ categories: ['outro', 'tarde'] }),
  },
  target: 'turno',
  learner: randomForest({ trees: 20 }),
  data: { files: [${JSON.stringify(file)}] },
})
`

/** Trains and scores the file with a machine whose clock is in `TZ`. */
async function run(file: string, TZ: string): Promise<{ model: string | undefined; scored: string }> {
  const folder = tempFolder()
  mkdirSync(join(folder, 'project'))
  writeFileSync(join(folder, 'project/lapidary.config.ts'), config(file))
  const environment = { TZ, DATA_DIR: join(folder, 'data') }
  const output = join(folder, 'scored.csv')
  for (const args of [
    ['train', join(folder, 'project'), '--split', 'rows'],
    ['predict', join(folder, 'project'), file, '--output', output],
  ]) {
    const { code, stderr } = await runCli(args, environment)
    expect(code, stderr).toBe(0)
  }
  const bytes = await readModelBytes(environment.DATA_DIR, 1, 'TurnosModel')
  return { model: bytes.get('model/model.bin'), scored: readFileSync(output, 'utf8') }
}

async function made(): Promise<string> {
  const path = join(tempFolder(), 'eventos.parquet')
  // The shift is that of São Paulo: in UTC the afternoon begins at 15:00, or at 14:00 while the
  // clocks are forward.
  const query = `select quando, (i * 37 % 101) / 17 - 3 as valor,
      if(hour(timezone('America/Sao_Paulo', quando)) between 12 and 17, 'tarde', 'outro') as turno
    from (select i, timestamptz '2017-01-01 00:00:00+00' + to_minutes((i * 7919 % 1051200)::bigint) as quando from range(300) t(i))`
  await writeParquet(path, query, createPandasZone('quando', 'America/Sao_Paulo'))
  return path
}

test('the zone of the machine changes neither values nor model', { timeout: 120_000 }, async () => {
  const path = await made()
  const [utc, local, far] = [
    await run(path, 'UTC'),
    await run(path, 'America/Sao_Paulo'),
    await run(path, 'Asia/Kolkata'),
  ]
  expect(utc.model).toMatch(/^[\da-f]{64}$/)
  expect([local, far]).toEqual([utc, utc])
  // Each row has a prediction and, in its last column, no error.
  expect(utc.scored.trim().split('\n').slice(1)).toSatisfy((rows: string[]) =>
    rows.every((row) => row.endsWith(',')),
  )
})
