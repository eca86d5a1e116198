import type { Static } from 'typebox'
import { list, nullable, number, object, text, time } from '../../../project/json-schema.ts'

const threshold = number('From this probability on, the positive class is predicted.', 0.5, {
  minimum: 0,
  maximum: 1,
})
const who = text('Id of who changed it.', 'user:ana')
const reason = text('Why, in words.', 'We can help thirty students', { maxLength: 500 })

export const thresholdBody = object('A new threshold.', { threshold, reason }, ['reason'])
export type ThresholdBody = Static<typeof thresholdBody>

export const thresholdInfo = object('The threshold in force.', {
  model: text('The model.', 'MagicStepsNet'),
  positive: text('The class whose probability is compared.', 'Sim'),
  threshold,
  updated_at: nullable(time('When it was last changed; null for never.')),
  updated_by: nullable(who),
  history: list(
    'Changes, newest first.',
    object('One change.', { threshold, updated_at: time('When.'), updated_by: who, reason }),
  ),
})
export type ThresholdInfo = Static<typeof thresholdInfo>
