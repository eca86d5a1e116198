import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LapidaryError } from '../errors/lapidary-error.ts'
import { ProtobufReader } from './protobuf-reader.ts'

const readerOf = (hex: string): ProtobufReader =>
  new ProtobufReader(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

/** Returns the reader after the tag of the first field. */
function firstOf(hex: string): ProtobufReader {
  const reader = readerOf(hex)
  expect(reader.next()).toBe(1)
  return reader
}

test('reads the values of the specification', () => {
  expect(firstOf('08 96 01').int64()).toBe(150n)
  expect(firstOf('08 fe ff ff ff ff ff ff ff ff 01').int64()).toBe(-2n)
  expect(firstOf('08 fe ff ff ff ff ff ff ff ff 01').int32()).toBe(-2)
  expect(firstOf('08 01').bool()).toBe(true)
  expect(firstOf('0a 07 74 65 73 74 69 6e 67').string()).toBe('testing')
  expect(firstOf('0a 02 c3 a7').string()).toBe('ç')
  expect(firstOf('09 00 00 00 00 00 00 f8 3f').double()).toBe(1.5)
  expect(firstOf('09 ff ff ff ff ff ff ff ff').fixed64()).toBe(0xffff_ffff_ffff_ffffn)
  const message = firstOf('0a 03 08 96 01 10 05').message()
  expect([message.next(), message.int64(), message.next()]).toEqual([1, 150n, 0])
})

test('reads fields in any order and skips those of every type', () => {
  const reader = readerOf('10 05 19 0000000000000000 22 02 0000 2d 00000000 0a 01 61')
  const seen: (number | string)[] = []
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) seen.push(reader.string())
    else {
      seen.push(field)
      reader.skip()
    }
  }
  expect(seen).toEqual([2, 3, 4, 5, 'a'])
})

test.each([
  ['a tag that breaks off', '80'],
  ['a field without a value', '08'],
  ['a text that is longer than the message', '0a 05 61'],
  ['a length of 2 ** 63', '0a 80 80 80 80 80 80 80 80 80 01'],
  ['a number of 70 bits', '08 ff ff ff ff ff ff ff ff ff 7f'],
  ['a number that does not end', '08 ff ff ff ff ff ff ff ff ff ff ff'],
  ['field 0', '00 00'],
  ['a group', '0b 0c'],
  ['text that is not UTF-8', '0a 01 ff'],
  ['a number instead of a text', '08 01'],
])('rejects %s', (_what, hex) => {
  const read = (): void => {
    const reader = readerOf(hex)
    while (reader.next() !== 0) reader.string()
  }
  expect(read).toThrow(expect.objectContaining({ code: 'bad-protobuf' }))
})

test('rejects messages that are nested too deep', () => {
  let bytes = Buffer.alloc(0)
  for (let depth = 0; depth < 65; depth++) {
    const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7]
    bytes = Buffer.concat([Buffer.from([0x0a, ...length]), bytes])
  }
  const descend = (reader: ProtobufReader): void => {
    if (reader.next() !== 0) descend(reader.message())
  }
  expect(() => descend(new ProtobufReader(bytes))).toThrow('64 deep')
})

test('every sequence of bytes gives values or an error of the catalogue', () => {
  const calls = ['skip', 'bytes', 'string', 'int64', 'int32', 'bool', 'fixed64', 'double'] as const
  const step = fc.constantFrom(...calls, 'message' as const)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.array(step, { maxLength: 20 }), (bytes, steps) => {
      let reader = new ProtobufReader(Buffer.from(bytes))
      try {
        for (const call of steps) {
          if (reader.next() === 0) break
          if (call === 'message') reader = reader.message()
          else reader[call]()
        }
      } catch (error) {
        expect(error).toBeInstanceOf(LapidaryError)
      }
    }),
    { numRuns: 5000 },
  )
})
