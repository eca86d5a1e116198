import { schema } from 'lapidary'

// Parts that the schemas of several routes share.

export const timestamp = schema.time('When, UTC.', '2026-11-22T12:00:00.000Z')

export const threshold = schema.number('From this probability on, the prediction is 1.', 0.5, {
  minimum: 0,
  maximum: 1,
})

export const studentId = schema.nullable(
  schema.text('The student; null when the request named none.', 'RA-1'),
)

export const probability = schema.number(
  'Probability of reaching the turning point, six decimals.',
  0.734512,
  {
    minimum: 0,
    maximum: 1,
  },
)

export const prediction = schema.integer('1 when the probability reaches the threshold.', 1, { enum: [0, 1] })

export const predictionId = schema.text(
  'Id of the prediction in the prediction log.',
  '019aa3c2-6f3e-7d10-9c55-0b1f5e2a7c44',
)
