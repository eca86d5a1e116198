import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exampleFolder, runOrFail, startChildServer } from '../kit/child-server.ts'
import { runCli } from '../kit/run-cli.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { asBrazilianExcel } from './case-tables.ts'

test('a Brazilian file is scored as the one with points, on the command line and over HTTP', async () => {
  const project = exampleFolder('credit-score')
  const folder = tempFolder()
  const dataDir = join(folder, 'data')
  const environment = { DATA_DIR: dataDir }
  const table = join(folder, 'table.csv')
  await runOrFail(['generate', project, '--rows', '2400', '--seed', '3', '--output', table], environment)
  await runOrFail(
    ['train', project, '--data', table, '--param', 'trees=5', '--param', 'maxDepth=4'],
    environment,
  )
  const points = readFileSync(table, 'utf8').split('\n').slice(0, 201).join('\n')
  writeFileSync(join(folder, 'dot.csv'), points)
  writeFileSync(join(folder, 'comma.csv'), asBrazilianExcel(points))
  const scored: Record<string, string> = {}
  const lost: Record<string, string> = {}
  for (const name of ['dot', 'comma']) {
    const output = join(folder, `${name}.out.csv`)
    const result = await runCli(
      ['predict', project, join(folder, `${name}.csv`), '--output', output, '--json'],
      environment,
    )
    scored[name] =
      result.code === 0
        ? readFileSync(output, 'utf8')
        : String((result.json()['error'] as { code: string }).code)
    // Samples show what the file writes.
    lost[name] = JSON.stringify(result.json()['lost_cells']).replaceAll(/"examples":\[[^\]]*\],?/g, '')
  }
  const server = await startChildServer(project, dataDir)
  try {
    for (const name of ['dot', 'comma']) {
      const body = readFileSync(join(folder, `${name}.csv`))
      const send = (action: string) => {
        const path = `/v1/models/CreditScoreModel/${action}`
        return server.send(path, { method: 'POST', headers: { 'content-type': 'text/csv' }, body })
      }
      const inspected = (await (await send('inspect-file')).json()) as {
        needs_acceptance: boolean
        lost_cells: { name: string }[]
      }
      const response = await send('predict-file')
      expect([name, response.ok]).toEqual([name, !inspected.needs_acceptance])
      expect(response.ok ? await response.text() : ((await response.json()) as { code: string }).code).toBe(
        scored[name],
      )
    }
  } finally {
    await server.close()
  }
  expect(scored['dot']).toContain('prediction')
  expect([scored['comma'], lost['comma']]).toEqual([scored['dot'], lost['dot']])
})
