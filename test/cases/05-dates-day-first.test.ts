import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formatIsoDay } from '../../src/base/time/date-time.ts'
import { runOrFail } from '../kit/child-server.ts'
import { tempFolder } from '../kit/temp-folder.ts'

/** Orders that are late if they were promised within five days, or in November and December. */
function pedidos(): string {
  const text = (time: number): string => formatIsoDay(time).split('-').reverse().join('/')
  const rows = Array.from({ length: 600 }, (_, i) => {
    const ordered = Date.UTC(2022, 0, 1) + ((i * 37) % 700) * 86_400_000
    const days = 1 + ((i * 11) % 19)
    const isLate = days <= 5 || new Date(ordered).getUTCMonth() >= 10
    return [
      10_000 + i * 3,
      text(ordered),
      `${text(ordered + days * 86_400_000)} 00:00`,
      `${i % 90},5`,
      isLate ? 'S' : 'N',
    ].join(';')
  })
  return ['pedido;data_pedido;entrega_prevista;valor;atrasou', ...rows, ''].join('\n')
}

test('dates are recognised, the day first, and a model learns from them', { timeout: 60_000 }, async () => {
  const folder = tempFolder()
  const file = join(folder, 'pedidos.csv')
  writeFileSync(file, pedidos())
  const project = join(folder, 'project')
  const environment = { DATA_DIR: join(folder, 'data'), THREADS: '1' }
  await runOrFail(['init', file, project], environment)
  const config = readFileSync(join(project, 'lapidary.config.ts'), 'utf8')
  expect(config).toContain('data_pedido: column.date({ dayFirst: true')
  expect(config).toContain('entrega_prevista: column.date({ dayFirst: true')
  expect(config).toMatch(/\/\/ Day first: "\d\d\/\d\d\/\d{4}" cannot be read otherwise/)
  expect(config).toContain('compute: (row) => daysBetween(row.data_pedido, row.entrega_prevista)')
  const { stdout } = await runOrFail(['train', project, '--learner', 'logistic-regression'], environment)
  expect(stdout).not.toContain('not a date')
  // Without the dates there is the amount only, which says nothing: 0.5.
  expect(Number(/macro AUC +([\d.]+)/.exec(stdout)?.[1])).toBeGreaterThan(0.75)
  const asked = [
    'pedido;data_pedido;entrega_prevista;valor',
    '1;05/03/2022;07/03/2022;50,0',
    '2;2022-03-05;2022-03-07;50,0',
    '',
  ]
  writeFileSync(join(folder, 'asked.csv'), asked.join('\n'))
  const output = join(folder, 'scored.csv')
  await runOrFail(['predict', project, join(folder, 'asked.csv'), '--output', output], environment)
  const [, first, second] = readFileSync(output, 'utf8').split('\n')
  expect(first?.slice(2)).toBe(second?.slice(2))
  expect(first).toMatch(/^1,S,/)
})
