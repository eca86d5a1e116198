import { findBooleanCategories } from '../../../data/cells/parsers/boolean-categories.ts'
import { type CategoryColumn, type Column, isDate } from '../../../data/column.ts'
import { getCategoryLabel, getColumnLabel } from '../../../data/labels.ts'
import type { LocalizedText } from '../../../base/text/localized-text.ts'
import { isInView, requestColumns } from '../../../project/define-project.ts'
import { maxEntityIdLength } from '../../../project/entity-id.ts'
import { createExampleRequest, getExampleValue } from '../../../project/example-request.ts'
import type { Project } from '../../../project/project.ts'
import type { JsonSchema } from '../../../project/json-schema.ts'
import type { FieldInfo } from '../project/schema.ts'

/** The bounds of an entity's id, as keywords of a schema. */
export const entityIdBounds = { minLength: 1, maxLength: maxEntityIdLength }

/**
 * Name that a schema can only have as a pattern. Ajv ignores a property `__proto__`, and a copy of
 * a schema that assigns it gets another prototype instead.
 */
const protoName = '__proto__'
const protoPattern = `^${protoName}$`

/** Most items of a list column in one request. */
const maxListItems = 100

/**
 * Returns the JSON Schema of a body with one row, under the project's own name (`CreditData`). It
 * is strict: no other field, no coercion, nothing out of range. A field that may be missing may
 * also be null. A field of a feature view may be left out when the row names its entity; the scorer
 * reports one that the store lacks.
 */
export function requestSchema(project: Project): JsonSchema {
  const { entityField } = project
  if (entityField === undefined) return rowSchema(project, project.requestSchema, {})
  return rowSchema(project, project.requestSchema, { [entityField.name]: entityFieldSchema(project) })
}

/** Returns the same without the entity field, for bodies that have the entity elsewhere. */
export function featuresSchema(project: Project): JsonSchema {
  return rowSchema(project, `${project.requestSchema}Features`, {})
}

/** Returns the schema of the field that names the entity of a request. */
export function entityFieldSchema({ entityField, featureViews = [] }: Project): JsonSchema {
  const views =
    featureViews.length === 0 ? '' : ' Fields that are left out come from the feature store, if it has them.'
  return {
    type: ['string', 'null'],
    ...entityIdBounds,
    description: `${entityField?.label.en}: kept beside the prediction.${views} May be left out or null.`,
    examples: [null],
  }
}

function rowSchema(project: Project, name: string, more: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const names = requestColumns(project)
  const required = names.filter(
    (column) => project.columns[column]?.required === true && !isInView(project, column),
  )
  const { [protoName]: _, ...example } = createExampleRequest(project)
  const fields = names.map((column) => [column, fieldSchema(column, columnOf(project, column))] as const)
  const proto = fields.find(([column]) => column === protoName)
  return {
    $id: name,
    title: name,
    type: 'object',
    description:
      'One row to predict. A field that is not required may be left out or null: the model accepts missing values.',
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties: {
      ...more,
      ...Object.fromEntries(fields.filter((field) => field !== proto)),
    },
    ...(proto !== undefined && { patternProperties: { [protoPattern]: proto[1] } }),
    examples: [example],
  }
}

/** Returns the fields of a form, in the order of the project's columns. */
export function requestFields(project: Project): FieldInfo[] {
  return requestColumns(project).map((name) =>
    fieldInfo(name, columnOf(project, name), isInView(project, name)),
  )
}

/** Returns the categories of a column with their labels. */
export function categoriesOf(column: Column): { value: string; label: LocalizedText }[] {
  if (column.type !== 'category' && column.type !== 'list') return []
  return column.categories.map((value) => ({ value, label: getCategoryLabel(column, value) }))
}

/** Returns the classes of the project's target, in order. */
export function classesOf(project: Project): readonly string[] {
  const target = project.columns[project.target]
  return target?.type === 'category' ? target.categories : []
}

function columnOf(project: Project, name: string): Column {
  const column = project.columns[name]
  if (column === undefined) throw new TypeError(`No column ${name}`)
  return column
}

/** Returns the JSON Schema of one field of a request. */
export function fieldSchema(name: string, column: Column): JsonSchema {
  const nullable = column.required !== true
  const type = (plain: string) => (nullable ? [plain, 'null'] : plain)
  const common = { description: fieldDescription(name, column), examples: [getExampleValue(column)] }
  switch (column.type) {
    case 'number':
    case 'integer':
      return {
        type: type(column.type),
        ...common,
        ...(column.min !== undefined && { minimum: column.min }),
        ...(column.max !== undefined && { maximum: column.max }),
      }
    case 'date':
    case 'datetime':
      return {
        type: type('string'),
        ...common,
        format: column.type === 'date' ? 'date' : 'date-time',
        ...(column.min !== undefined && { formatMinimum: column.min }),
        ...(column.max !== undefined && { formatMaximum: column.max }),
        'x-date': { zone: column.zone ?? 'UTC' },
      }
    case 'category':
      return categorySchema(column, nullable, common)
    case 'list':
      return {
        type: type('array'),
        ...common,
        maxItems: maxListItems,
        items: {
          type: 'string',
          enum: column.categories,
          description: 'One item; it may be repeated.',
          examples: [column.categories[0]],
          ...(column.loose === true && { 'x-loose': true }),
        },
      }
    default:
      return { type: type('string'), ...common, maxLength: 1000 }
  }
}

/**
 * Returns the schema of a category. A boolean is accepted where two categories mean true and false;
 * the validator replaces it.
 */
function categorySchema(column: CategoryColumn, nullable: boolean, common: JsonSchema): JsonSchema {
  const booleans = findBooleanCategories(column)
  const types = ['string', ...(booleans === undefined ? [] : ['boolean']), ...(nullable ? ['null'] : [])]
  return {
    type: types.length === 1 ? 'string' : types,
    ...common,
    enum: [
      ...column.categories,
      ...(booleans === undefined ? [] : [true, false]),
      ...(nullable ? [null] : []),
    ],
    ...(booleans !== undefined && { 'x-boolean': booleans }),
    ...(column.loose === true && { 'x-loose': true }),
  }
}

function fieldDescription(name: string, column: Column): string {
  const unit = 'unit' in column && column.unit !== undefined ? `, in ${column.unit.en}` : ''
  const zone =
    column.type === 'datetime' ? ` A time without an offset is in the zone ${column.zone ?? 'UTC'}.` : ''
  const help = column.help === undefined ? '' : ` ${column.help.en}`
  return `${getColumnLabel(column, name).en}${unit}.${zone}${help}${column.required === true ? '' : ' May be left out or null.'}`
}

function fieldInfo(name: string, column: Column, stored: boolean): FieldInfo {
  if (column.type === 'text' || column.type === 'identifier')
    throw new TypeError(`${name} is not a field of a form`)
  const isNumber = column.type === 'number' || column.type === 'integer'
  return {
    name,
    type: column.type,
    label: getColumnLabel(column, name),
    ...(column.help !== undefined && { help: column.help }),
    ...(isNumber && column.unit !== undefined && { unit: column.unit }),
    ...((isNumber || isDate(column)) && column.min !== undefined && { min: column.min }),
    ...((isNumber || isDate(column)) && column.max !== undefined && { max: column.max }),
    ...(column.type === 'datetime' && { zone: column.zone ?? 'UTC' }),
    ...((column.type === 'category' || column.type === 'list') && { categories: categoriesOf(column) }),
    required: column.required === true,
    stored,
    example: getExampleValue(column),
  }
}
