import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../../src/base/math/random.ts'

const config = `import { column, defineProject, randomForest } from 'lapidary'
export default defineProject({
  name: 'visits',
  title: { en: 'Visits', 'pt-BR': 'Consultas' },
  model: 'VisitModel',
  columns: {
    patient: column.identifier({ label: { en: 'Patient', 'pt-BR': 'Paciente' } }),
    day: column.date({ label: { en: 'Day', 'pt-BR': 'Dia' } }),
    age: column.integer({ min: 0, max: 120 }),
    pain: column.number({ min: 0, max: 10 }),
    back: column.category({ categories: ['no', 'yes'] }),
  },
  entity: 'patient',
  time: 'day',
  target: 'back',
  learner: randomForest({ trees: 10, maxDepth: 5 }),
  data: { files: ['visits.csv'] },
  split: { time: 'day', from: '2026-07-01', gap: '15d', windows: 3 },
})
`

/**
 * Writes a project of visits, split by time, and returns the lines of its table: three visits of
 * each of 200 patients between January and September 2026; the days of two visits are not known.
 */
export function writeVisitsProject(folder: string): string[] {
  const random = seededRandom(12)
  const rows = Array.from({ length: 600 }, (_, i) => {
    const month = 1 + random.integer(9)
    const day = i < 2 ? '' : `2026-0${month}-${String(1 + random.integer(28)).padStart(2, '0')}`
    const pain = 10 * random.next()
    return `p${Math.floor(i / 3)},${day},${20 + random.integer(60)},${pain.toFixed(2)},${pain + 3 * random.normal() > 6 ? 'yes' : 'no'}`
  })
  const lines = ['patient,day,age,pain,back', ...rows]
  writeFileSync(join(folder, 'lapidary.config.ts'), config)
  writeFileSync(join(folder, 'visits.csv'), `${lines.join('\n')}\n`)
  return lines
}
