import { ProtobufWriter } from './protobuf.ts'

/** Element types of ONNX tensors (TensorProto.DataType). */
export const onnxType = { float: 1, uint8: 2, int64: 7, text: 8, bool: 9, double: 11 } as const

/** Attribute of a node: a whole number, or several, or a tensor. */
export type OnnxAttribute = number | ArrayLike<number> | { readonly tensor: ProtobufWriter }

/**
 * Builds an ONNX model (IR version 10) step by step; each step names its output, so that the next
 * can take it in. Names that it makes begin with `#`.
 */
export class OnnxGraph {
  readonly #graph = new ProtobufWriter()
  #names = 0

  /** Adds a constant and returns its name. Numbers are written as `type`. */
  constant(
    shape: readonly number[],
    values: Float32Array | Float64Array | readonly string[] | readonly bigint[],
  ): string {
    const name = `#constant${this.#names++}`
    this.#graph.message(5, tensor(shape, values, name))
    return name
  }

  /** Adds one operator and returns the name of its output. */
  step(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    options: { readonly output?: string; readonly domain?: string } = {},
  ): string {
    const output = options.output ?? `#${operator}${this.#names++}`
    const node = new ProtobufWriter()
    for (const input of inputs) node.text(1, input)
    node.text(2, output).text(3, output).text(4, operator)
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value))
    if (options.domain !== undefined) node.text(7, options.domain)
    this.#graph.message(1, node)
    return output
  }

  /** Declares an input of `rows x width`, or of `rows` alone. */
  input(name: string, type: number, width?: number): void {
    this.#graph.message(11, valueInfo(name, type, width))
  }

  output(name: string, type: number, width?: number): void {
    this.#graph.message(12, valueInfo(name, type, width))
  }

  /** Encodes the whole model. `notes` are its metadata. */
  finish(
    name: string,
    operatorSets: Readonly<Record<string, number>>,
    notes: Readonly<Record<string, string>>,
  ): Uint8Array {
    const model = new ProtobufWriter()
      .integer(1, 10)
      .text(2, 'lapidary')
      .message(7, this.#graph.text(2, name))
    for (const [domain, version] of Object.entries(operatorSets)) {
      model.message(8, new ProtobufWriter().text(1, domain).integer(2, version))
    }
    for (const [key, value] of Object.entries(notes))
      model.message(14, new ProtobufWriter().text(1, key).text(2, value))
    return model.finish()
  }
}

/** Encodes a tensor of floats, doubles, bytes, texts or whole numbers. */
export function tensor(
  shape: readonly number[],
  values: Float32Array | Float64Array | Uint8Array | readonly string[] | readonly bigint[],
  name?: string,
): ProtobufWriter {
  const message = new ProtobufWriter().integers(1, shape)
  if (values instanceof Float32Array || values instanceof Float64Array || values instanceof Uint8Array) {
    const type =
      values instanceof Float32Array
        ? onnxType.float
        : values instanceof Float64Array
          ? onnxType.double
          : onnxType.uint8
    message.integer(2, type).bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  } else if (typeof values[0] === 'bigint') {
    const whole = BigInt64Array.from(values as readonly bigint[])
    message.integer(2, onnxType.int64).bytes(9, new Uint8Array(whole.buffer))
  } else {
    message.integer(2, onnxType.text)
    for (const value of values as readonly string[]) message.text(6, value)
  }
  return name === undefined ? message : message.text(8, name)
}

/** Encodes an AttributeProto: integer 2, tensor 4, integers 7. */
function attribute(name: string, value: OnnxAttribute): ProtobufWriter {
  const message = new ProtobufWriter().text(1, name)
  if (typeof value === 'number') return message.integer(3, value).integer(20, 2)
  if ('tensor' in value) return message.message(5, value.tensor).integer(20, 4)
  return message.integers(8, value).integer(20, 7)
}

/** Encodes the type of a value: `rows x width`, or `rows` alone. */
function valueInfo(name: string, type: number, width?: number): ProtobufWriter {
  const shape = new ProtobufWriter().message(1, new ProtobufWriter().text(2, 'rows'))
  if (width !== undefined) shape.message(1, new ProtobufWriter().integer(1, width))
  const typed = new ProtobufWriter().message(1, new ProtobufWriter().integer(1, type).message(2, shape))
  return new ProtobufWriter().text(1, name).message(2, typed)
}
