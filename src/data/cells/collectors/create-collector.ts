import type { Column } from '../../column.ts'
import { CategoryCollector } from './category-collector.ts'
import type { Collector } from './collector.ts'
import { DateCollector } from './date-collector.ts'
import { ListCollector } from './list-collector.ts'
import { NumberCollector } from './number-collector.ts'
import { NumberReader } from '../parsers/number-reader.ts'
import { TextCollector } from './text-collector.ts'

/**
 * Creates the collector that cleans the cells of a column.
 *
 * @param kept whether the values are kept, or only counted
 */
export function createCollector(column: Column, kept: boolean): Collector {
  if (!kept) return new TextCollector(column, false)
  switch (column.type) {
    case 'number':
    case 'integer':
      return new NumberCollector(column, new NumberReader(column))
    case 'category':
      return new CategoryCollector(column)
    case 'list':
      return new ListCollector(column)
    case 'date':
    case 'datetime':
      return new DateCollector(column)
    default:
      return new TextCollector(column, true)
  }
}
