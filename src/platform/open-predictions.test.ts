import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../test/kit/temp-folder.ts'
import { readSettings } from '../base/settings/settings.ts'
import { openPredictionLog } from './open-predictions.ts'

test('with MONGO_URI, refuses a project whose entity field has the name of a member of every document', async () => {
  const opening = openPredictionLog({
    path: join(tempFolder(), 'predictions.db'),
    project: {
      name: 'students',
      entityField: { name: 'caller', label: { en: 'Student', 'pt-BR': 'Estudante' } },
    },
    settings: readSettings({ MONGO_URI: 'mongodb://127.0.0.1:1' }),
    now: () => new Date(),
    report: () => undefined,
  })
  await expect(opening).rejects.toThrow(
    'The project students cannot be used: its entityField is named "caller"',
  )
})
