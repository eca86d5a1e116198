import { type JsonSchema, maxEntityIdLength } from 'lapidary'

// Pieces that the schemas of several routes share.

export const studentId: JsonSchema = {
  type: ['string', 'null'],
  minLength: 1,
  maxLength: maxEntityIdLength,
  description: 'Whom it is about. Features that are left out come from the feature store, if it has them.',
  examples: ['RA-1'],
}
export const timestamp: JsonSchema = {
  type: 'string',
  format: 'date-time',
  description: 'When, UTC.',
  examples: ['2026-11-22T12:00:00.000Z'],
}
export const threshold: JsonSchema = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  description: 'From this probability on, the prediction is 1.',
  examples: [0.5],
}
/** An object with exactly these members, all required but the optional ones. */
export function members(properties: Readonly<Record<string, JsonSchema>>, optional: readonly string[] = []): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', additionalProperties: false, required, properties }
}

export function described(
  type: string | readonly string[],
  description: string,
  example: unknown,
  more: JsonSchema = {},
): JsonSchema {
  return { type, description, examples: [example], ...more }
}

export const predictionMembers = {
  student_id: studentId,
  probability: described('number', 'Probability of reaching the turning point, six decimals.', 0.734512, {
    minimum: 0,
    maximum: 1,
  }),
  prediction: described('integer', '1 when the probability reaches the threshold.', 1, { enum: [0, 1] }),
  confidence: described('string', 'How far the probability is from even odds.', 'média', { enum: ['alta', 'média', 'baixa'] }),
  prediction_id: described('string', 'Under this id the prediction is kept.', '019aa3c2-6f3e-7d10-9c55-0b1f5e2a7c44'),
  timestamp,
  from_store: {
    type: 'object',
    description: 'Features that came from the feature store: from which view, since when they hold, and how old they are.',
    additionalProperties: members({
      view: described('string', 'Feature view.', 'student_academic_features'),
      since: timestamp,
      age_seconds: described('number', 'Age.', 3600),
    }),
    examples: [{}],
  },
}
