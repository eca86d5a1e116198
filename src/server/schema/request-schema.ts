import type { Column } from '../../dataset/column.ts'
import { categoryLabel, columnLabel } from '../../dataset/labels.ts'
import type { LocalizedText } from '../../lib/localized-text.ts'
import { featureColumns } from '../../project/define-project.ts'
import { exampleRequest, exampleValue } from '../../project/example-request.ts'
import type { Project } from '../../project/project.ts'
import type { JsonSchema } from '../../project/route.ts'
import type { FieldInfo } from './api.ts'

/** Most items of a list column in one request. */
const maxListItems = 100

/**
 * The JSON body of one row, as a JSON Schema under the project's own name (`CreditData`). Strict: no other field, no
 * coercion, nothing out of range; what may be missing may also be null.
 */
export function requestSchema(project: Project): JsonSchema {
  const names = featureColumns(project)
  const required = names.filter((name) => project.columns[name]?.required === true)
  return {
    $id: project.requestSchema,
    title: project.requestSchema,
    type: 'object',
    description: 'One row to predict. A field that is not required may be left out or null: missing is a value the model knows.',
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(names.map((name) => [name, fieldSchema(name, columnOf(project, name))])),
    examples: [exampleRequest(project)],
  }
}

/** The fields of the form, in the order of the project's columns. */
export function requestFields(project: Project): FieldInfo[] {
  return featureColumns(project).map((name) => fieldInfo(name, columnOf(project, name)))
}

/** Categories with their names for people. */
export function categoriesOf(column: Column): { value: string; label: LocalizedText }[] {
  if (column.type !== 'category' && column.type !== 'list') return []
  return column.categories.map((value) => ({ value, label: categoryLabel(column, value) }))
}

function columnOf(project: Project, name: string): Column {
  const column = project.columns[name]
  if (column === undefined) throw new TypeError(`No column ${name}`)
  return column
}

function fieldSchema(name: string, column: Column): JsonSchema {
  const nullable = column.required !== true
  const type = (plain: string) => (nullable ? [plain, 'null'] : plain)
  const common = { description: fieldDescription(name, column), examples: [exampleValue(column)] }
  switch (column.type) {
    case 'number':
    case 'integer':
      return {
        type: type(column.type),
        ...common,
        ...(column.min !== undefined && { minimum: column.min }),
        ...(column.max !== undefined && { maximum: column.max }),
      }
    case 'category':
      return { type: type('string'), ...common, enum: nullable ? [...column.categories, null] : column.categories }
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
        },
      }
    default:
      return { type: type('string'), ...common, maxLength: 1000 }
  }
}

function fieldDescription(name: string, column: Column): string {
  const unit = 'unit' in column && column.unit !== undefined ? `, in ${column.unit.en}` : ''
  const help = column.help === undefined ? '' : ` ${column.help.en}`
  return `${columnLabel(column, name).en}${unit}.${help}${column.required === true ? '' : ' May be left out or null.'}`
}

function fieldInfo(name: string, column: Column): FieldInfo {
  const isNumber = column.type === 'number' || column.type === 'integer'
  if (!isNumber && column.type !== 'category' && column.type !== 'list') throw new TypeError(`${name} is no field of a form`)
  return {
    name,
    type: column.type,
    label: columnLabel(column, name),
    ...(column.help !== undefined && { help: column.help }),
    ...(isNumber && column.unit !== undefined && { unit: column.unit }),
    ...(isNumber && column.min !== undefined && { min: column.min }),
    ...(isNumber && column.max !== undefined && { max: column.max }),
    ...(!isNumber && { categories: categoriesOf(column) }),
    required: column.required === true,
    example: exampleValue(column),
  }
}
