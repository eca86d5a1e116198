import { type CharTest, parsePattern, type Pattern, PatternError } from './parse-pattern.ts'

/**
 * A node of the automaton of a pattern (Thompson, 1968: Regular Expression Search Algorithm).
 */
type Node =
  | { readonly type: 'char'; readonly id: number; readonly test: CharTest; readonly next: Node }
  | { readonly type: 'start' | 'end'; readonly id: number; readonly next: Node }
  | { readonly type: 'split'; readonly id: number; readonly nexts: Node[] }
  | { readonly type: 'match'; readonly id: number }

/** The nodes that can be reached with the characters read so far, and what follows them. */
interface State {
  readonly nodes: readonly Node[]
  readonly following: Map<number, State>
}

const maxNodes = 5000
/** Steps from state to state that are kept. */
const maxSteps = 10_000

/**
 * Returns a function that tests whether a text contains a match of a regular expression. The
 * states that texts lead to are kept, so that most characters take one lookup, and the others time
 * proportional to the length of the pattern.
 * @throws PatternError if the pattern is not supported
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  const automaton = new Automaton(parsePattern(pattern))
  return (text) => automaton.matches(text)
}

class Automaton {
  readonly #first: Node
  readonly #states = new Map<string, State>()
  #nodes = 0
  #steps = 0

  constructor(pattern: Pattern) {
    this.#first = this.#build(pattern, { type: 'match', id: this.#nextId() })
  }

  matches(text: string): boolean {
    let state = this.#stateOf([this.#first], true)
    for (let i = 0; i < text.length && !isMatch(state); i++) {
      const code = text.codePointAt(i) ?? 0
      if (code > 0xffff) i++
      state = state.following.get(code) ?? this.#step(state, code)
    }
    return isMatch(state) || closure(state.nodes, { start: text === '', end: true }).some(isMatchNode)
  }

  #step(state: State, code: number): State {
    if (++this.#steps > maxSteps) {
      this.#steps = 0
      this.#states.clear()
      state.following.clear()
    }
    const reached = state.nodes.flatMap((node) =>
      node.type === 'char' && node.test(code) ? [node.next] : [],
    )
    const next = this.#stateOf([...reached, this.#first], false)
    state.following.set(code, next)
    return next
  }

  #stateOf(nodes: readonly Node[], isStart: boolean): State {
    const reached = closure(nodes, { start: isStart, end: false })
    const key = reached.map(({ id }) => id).join()
    const known = this.#states.get(key)
    if (known !== undefined) return known
    const state = { nodes: reached, following: new Map<number, State>() }
    this.#states.set(key, state)
    return state
  }

  #nextId(): number {
    if (++this.#nodes > maxNodes) throw new PatternError('too many states')
    return this.#nodes
  }

  /** Returns the node where a pattern starts that continues with `next`. */
  #build(pattern: Pattern, next: Node): Node {
    const id = this.#nextId()
    switch (pattern.type) {
      case 'char':
        return { type: 'char', id, test: pattern.test, next }
      case 'sequence':
        return pattern.parts.reduceRight((after, part) => this.#build(part, after), next)
      case 'choice':
        return { type: 'split', id, nexts: pattern.parts.map((part) => this.#build(part, next)) }
      case 'repeat':
        return this.#repeat(pattern, id, next)
      default:
        return { type: pattern.type, id, next }
    }
  }

  #repeat({ part, min, max }: Extract<Pattern, { readonly type: 'repeat' }>, id: number, next: Node): Node {
    let node = next
    if (max === null) {
      const loop = { type: 'split' as const, id, nexts: [next] }
      loop.nexts.push(this.#build(part, loop))
      node = loop
    } else {
      for (let i = min; i < max; i++)
        node = { type: 'split', id: this.#nextId(), nexts: [next, this.#build(part, node)] }
    }
    for (let i = 0; i < min; i++) node = this.#build(part, node)
    return node
  }
}

/** Returns the nodes that wait for a character or the end, and are reached without reading one. */
function closure(
  nodes: readonly Node[],
  at: { readonly start: boolean; readonly end: boolean },
): readonly Node[] {
  const reached = new Map<number, Node>()
  const seen = new Set<number>()
  const open = [...nodes]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node.id)) continue
    seen.add(node.id)
    if (node.type === 'split') open.push(...node.nexts)
    else if (node.type === 'start' && at.start) open.push(node.next)
    else if (node.type === 'end' && at.end) open.push(node.next)
    else if (node.type !== 'start') reached.set(node.id, node)
  }
  return [...reached.values()].sort((a, b) => a.id - b.id)
}

const isMatchNode = ({ type }: Node): boolean => type === 'match'

function isMatch({ nodes }: State): boolean {
  return nodes[0]?.type === 'match' // which was made first
}
