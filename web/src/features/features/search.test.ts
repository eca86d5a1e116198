import { expect, test } from 'vitest'
import openApi from '../../../../docs/openapi.json' with { type: 'json' }
import { featuresSearch } from './search.ts'

test('an address asks for no longer id than the server takes', () => {
  expect(featuresSearch({ entity: 4711 })).toEqual({ entity: '4711' })
  expect(featuresSearch({ entity: ' ' })).toEqual({})
  const taken = openApi.paths['/v1/predictions'].delete.parameters.map(({ schema }) => schema.maxLength)
  expect([featuresSearch({ entity: 'x'.repeat(500) }).entity?.length]).toEqual(taken)
})
