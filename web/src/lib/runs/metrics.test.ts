import { expect, test } from 'vitest'
import { textsIn } from '../i18n/format.ts'
import { metricLabel, metricText } from './metrics.ts'

const [en, pt] = [textsIn('en'), textsIn('pt-BR')]

test('counts are whole numbers, measures have their places, in the format of the language', () => {
  expect(metricText('rows_train', { rows_train: 7683 }, 3, en)).toBe('7,683')
  expect(metricText('rows_train', { rows_train: 7683 }, 3, pt)).toBe('7.683')
  expect(metricText('features', { features: 6 }, 3, pt)).toBe('6')
  expect(metricText('accuracy', { accuracy: 1 }, 3, pt)).toBe('1,000')
  expect(metricText('duration_seconds', { duration_seconds: 10.52 }, 3, en)).toBe('11 sec')
  expect(metricText('features', {}, 3, en)).toBe('—')
})

test('a run that was evaluated says of a metric that it has not that it was not measured', () => {
  expect(metricText('macro_auc', { accuracy: 0.9 }, 3, en)).toBe('not measured')
  expect(metricText('macro_auc', { accuracy: 0.9 }, 3, pt)).toBe('não medido')
  expect(metricText('macro_auc', {}, 3, en)).toBe('—')
  expect(metricText('own', { accuracy: 0.9 }, 3, en)).toBe('—')
})

test('what a run notes has a name for people; what the page does not know keeps its own', () => {
  expect(metricLabel('rows_held_out', pt)).toBe('Linhas reservadas')
  expect(metricLabel('cv_accuracy', en)).toBe('Accuracy, mean of the folds')
  expect(metricLabel('cv_accuracy', pt)).toBe('Acurácia, média das partes')
  expect(metricLabel('without_stored_log_loss', en)).toBe('Log-loss, without the feature store')
  expect(metricLabel('as_file_accuracy', pt)).toBe('Acurácia, em arquivo')
  expect(metricLabel('cv_own', en)).toBe('own, mean of the folds')
  expect(metricLabel('own', en)).toBe('own')
})
