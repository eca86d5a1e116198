import { findBooleanCategories } from '../../../data/cells/parsers/boolean-categories.ts'
import { type CategoryColumn, type Column, isDate } from '../../../data/column.ts'
import { getCategoryLabel, getColumnLabel } from '../../../data/labels.ts'
import type { LocalizedText } from '../../../base/text/localized-text.ts'
import { isInView, requestColumns } from '../../../project/define-project.ts'
import { maxEntityIdLength } from '../../../project/entity-id.ts'
import { createExampleRequest, getExampleValue } from '../../../project/example-request.ts'
import type { Project } from '../../../project/project.ts'
import type { JsonSchema } from '../../../project/route.ts'
import type { FieldInfo } from '../types.ts'

/** The bounds of an entity's id, as keywords of a schema. */
export const entityIdBounds = { minLength: 1, maxLength: maxEntityIdLength }

/**
 * Name that a schema can only have as a pattern: Ajv passes by a property `__proto__`, and a copy of a schema that assigns it has another prototype
 * instead.
 */
const protoName = '__proto__'
const protoPattern = `^${protoName}$`

/** Most items of a list column in one request. */
const maxListItems = 100

/**
 * The JSON body of one row, as a JSON Schema under the project's own name (`CreditData`). Strict: no other field, no
 * coercion, nothing out of range; what may be missing may also be null. What a feature view has may be left out when the
 * row names its entity: the scorer sees to it.
 */
export function requestSchema(project: Project): JsonSchema {
  const { entityField } = project
  if (entityField === undefined) return rowSchema(project, project.requestSchema, {})
  return rowSchema(project, project.requestSchema, { [entityField.name]: entityFieldSchema(project) })
}

/** The same without the entity field, for bodies that keep the two apart; the request schema itself when there is none. */
export function featuresSchema(project: Project): JsonSchema {
  return rowSchema(project, `${project.requestSchema}Features`, {})
}

/** Whom a request is about. */
function entityFieldSchema({ entityField, featureViews = [] }: Project): JsonSchema {
  const views = featureViews.length === 0 ? '' : ' Fields that are left out come from the feature store, if it has them.'
  return {
    type: ['string', 'null'],
    ...entityIdBounds,
    description: `${entityField?.label.en}: kept beside the prediction.${views} May be left out or null.`,
    examples: [null],
  }
}

function rowSchema(project: Project, name: string, more: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const names = requestColumns(project)
  const required = names.filter((column) => project.columns[column]?.required === true && !isInView(project, column))
  const { [protoName]: _, ...example } = createExampleRequest(project)
  const fields = names.map((column) => [column, fieldSchema(column, columnOf(project, column))] as const)
  const proto = fields.find(([column]) => column === protoName)
  return {
    $id: name,
    title: name,
    type: 'object',
    description: 'One row to predict. A field that is not required may be left out or null: missing is a value the model knows.',
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

/** The fields of the form, in the order of the project's columns. */
export function requestFields(project: Project): FieldInfo[] {
  return requestColumns(project).map((name) => fieldInfo(name, columnOf(project, name), isInView(project, name)))
}

/** Categories with their names for people. */
export function categoriesOf(column: Column): { value: string; label: LocalizedText }[] {
  if (column.type !== 'category' && column.type !== 'list') return []
  return column.categories.map((value) => ({ value, label: getCategoryLabel(column, value) }))
}

function columnOf(project: Project, name: string): Column {
  const column = project.columns[name]
  if (column === undefined) throw new TypeError(`No column ${name}`)
  return column
}

/** The JSON Schema of one field of a request. */
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

/** A truth value is one of the categories where the column has a pair that it means; it goes on under the category's name. */
function categorySchema(column: CategoryColumn, nullable: boolean, common: JsonSchema): JsonSchema {
  const booleans = findBooleanCategories(column)
  const types = ['string', ...(booleans === undefined ? [] : ['boolean']), ...(nullable ? ['null'] : [])]
  return {
    type: types.length === 1 ? 'string' : types,
    ...common,
    enum: [...column.categories, ...(booleans === undefined ? [] : [true, false]), ...(nullable ? [null] : [])],
    ...(booleans !== undefined && { 'x-boolean': booleans }),
    ...(column.loose === true && { 'x-loose': true }),
  }
}

function fieldDescription(name: string, column: Column): string {
  const unit = 'unit' in column && column.unit !== undefined ? `, in ${column.unit.en}` : ''
  const zone = column.type === 'datetime' ? ` A time without an offset is in the zone ${column.zone ?? 'UTC'}.` : ''
  const help = column.help === undefined ? '' : ` ${column.help.en}`
  return `${getColumnLabel(column, name).en}${unit}.${zone}${help}${column.required === true ? '' : ' May be left out or null.'}`
}

function fieldInfo(name: string, column: Column, stored: boolean): FieldInfo {
  if (column.type === 'text' || column.type === 'identifier') throw new TypeError(`${name} is no field of a form`)
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
