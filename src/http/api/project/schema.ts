import type { Static } from 'typebox'
import {
  anything,
  choice,
  flag,
  list,
  localized,
  nullable,
  object,
  text,
} from '../../../project/json-schema.ts'
import { modelExample, versionInfo } from '../models/schema.ts'

const category = object('A value that is allowed.', {
  value: text('As it is sent.', 'Good'),
  label: localized('As people read it.', 'Good', 'Bom'),
})

const field = object(
  'One field of the form.',
  {
    name: text('As it is sent.', 'Age'),
    type: choice('What it takes.', 'integer', ['number', 'integer', 'category', 'list', 'date', 'datetime']),
    label: localized('As people read it.', 'Age', 'Idade'),
    help: localized('One sentence more.', 'In whole years.', 'Em anos completos.'),
    unit: localized('Its unit.', 'years', 'anos'),
    min: anything<number | string>('Least that is allowed: a number, or an ISO 8601 date.', 14),
    max: anything<number | string>('Most that is allowed: a number, or an ISO 8601 date.', 90),
    zone: text('Zone in which a time without an offset is given.', 'America/Sao_Paulo'),
    categories: list('What is allowed.', category),
    required: flag('Whether the field is required.', false),
    stored: flag('The feature store may give it when the request names the entity.', false),
    example: anything<number | string | readonly string[] | null>('A typical value; null for none.', 33),
  },
  ['help', 'unit', 'min', 'max', 'zone', 'categories'],
)
export type FieldInfo = Static<typeof field>

export const projectInfo = object(
  'All that a page needs to draw itself.',
  {
    name: text('Name of the project.', 'credit-score'),
    title: localized('Title.', 'Credit score', 'Score de crédito'),
    description: localized(
      'What it is for.',
      'Which class of credit a client is in.',
      'Em que classe de crédito está um cliente.',
    ),
    model: text('Name of its model.', modelExample),
    target: object('What is predicted.', {
      name: text('Name of the column.', 'Credit_Score'),
      label: localized('As people read it.', 'Credit score', 'Score de crédito'),
      classes: list('Its classes, in order.', category),
    }),
    fields: list('The fields of a request.', field),
    identifiers: list('Columns that name a row of a file.', text('A column.', 'Customer_ID')),
    entity_field: nullable(
      object('Field of a request that names the entity; null if there is none.', {
        name: text('The field.', 'student_id'),
        label: localized('Its name for people.', 'Student', 'Estudante'),
      }),
    ),
    positive: nullable(
      text('The class that a threshold decides; null when the most probable class is the prediction.', 'Sim'),
    ),
    champion: nullable(versionInfo),
  },
  ['description'],
)
export type ProjectInfo = Static<typeof projectInfo>
