/**
 * The small language of breakpoints: numbers, the names of a port's events, + − * / %, comparisons, `and`, `or`, `not`,
 * and a few functions. It is parsed into closures: nothing of it is ever run as code. NaN compares as false, so that a
 * number that is not ready stops nothing.
 */

/** One name that a condition may use: how it is read, and which texts may be compared with it. */
export interface Field<E> {
  read(event: E): number
  /** The number that a text stands for, undefined where it stands for none. */
  word?(text: string): number | undefined
}
export type Scope<E> = ReadonlyMap<string, Field<E>>

export type Compiled<E> =
  | { readonly ok: true; readonly holds: (event: E) => boolean }
  | { readonly ok: false; readonly message: string }

type Value<E> =
  | { readonly sort: 'number'; readonly at: number; readonly run: (event: E) => number; readonly field?: Field<E> }
  | { readonly sort: 'truth'; readonly at: number; readonly run: (event: E) => boolean }
  | { readonly sort: 'text'; readonly at: number; readonly text: string }
type NumberValue<E> = Extract<Value<E>, { sort: 'number' }>

interface Token {
  readonly sort: 'number' | 'text' | 'name' | 'sign' | 'end'
  readonly text: string
  /** Column, from 1. */
  readonly at: number
}

const FUNCTIONS: ReadonlyMap<
  string,
  { readonly least: number; readonly most: number; run(...args: number[]): number }
> = new Map([
  ['abs', { least: 1, most: 1, run: Math.abs }],
  ['sqrt', { least: 1, most: 1, run: Math.sqrt }],
  ['floor', { least: 1, most: 1, run: Math.floor }],
  ['ceil', { least: 1, most: 1, run: Math.ceil }],
  ['round', { least: 1, most: 1, run: Math.round }],
  ['sign', { least: 1, most: 1, run: Math.sign }],
  ['log', { least: 1, most: 1, run: Math.log }],
  ['exp', { least: 1, most: 1, run: Math.exp }],
  ['min', { least: 2, most: 8, run: Math.min }],
  ['max', { least: 2, most: 8, run: Math.max }],
])

const COMPARISONS: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['=', (a, b) => a === b],
  ['==', (a, b) => a === b],
  ['!=', (a, b) => a < b || a > b],
])

const ARITHMETIC: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => a / b],
  ['%', (a, b) => a % b],
])

const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|("[^"]*"|'[^']*')|([A-Za-z_]\w*)|(>=|<=|==|!=|&&|\|\||[-+*/%<>=!(),]))/y

/** Reads and checks a condition. @returns its test, or what is wrong with it and in which column. */
export function compileCondition<E>(source: string, scope: Scope<E>): Compiled<E> {
  if (source.trim() === '') return { ok: true, holds: () => true }
  try {
    const parser = new Parser(tokensOf(source), scope)
    return { ok: true, holds: parser.whole() }
  } catch (error) {
    if (error instanceof ConditionError) return { ok: false, message: error.message }
    throw error
  }
}

class ConditionError extends Error {
  constructor(at: number, what: string) {
    super(`column ${at}: ${what}`)
  }
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  const end = source.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex
    const match = TOKEN.exec(source)
    if (!match) {
      const at = from + (/^\s*/.exec(source.slice(from))?.[0].length ?? 0)
      throw new ConditionError(at + 1, `"${source[at]}" is not understood here`)
    }
    const [, number, text, name, sign = ''] = match
    const shown = number ?? text ?? name ?? sign
    const sort = number !== undefined ? 'number' : text !== undefined ? 'text' : name !== undefined ? 'name' : 'sign'
    tokens.push({ sort, text: shown, at: TOKEN.lastIndex - shown.length + 1 })
  }
  tokens.push({ sort: 'end', text: 'the end', at: end + 1 })
  return tokens
}

class Parser<E> {
  private place = 0

  constructor(
    private readonly tokens: readonly Token[],
    private readonly scope: Scope<E>,
  ) {}

  whole(): (event: E) => boolean {
    const value = this.either()
    if (this.now.sort !== 'end') throw new ConditionError(this.now.at, `"${this.now.text}" does not belong here`)
    return truth(value)
  }

  private get now(): Token {
    return this.tokens[this.place] ?? { sort: 'end', text: 'the end', at: 1 }
  }

  /** Takes the token in hand if it is one of these. */
  private take(...texts: string[]): Token | null {
    const { now } = this
    if ((now.sort !== 'sign' && now.sort !== 'name') || !texts.includes(now.text)) return null
    this.place++
    return now
  }

  private either(): Value<E> {
    let left = this.both()
    for (let sign = this.take('or', '||'); sign; sign = this.take('or', '||')) {
      const [a, b] = [truth(left), truth(this.both())]
      left = { sort: 'truth', at: left.at, run: (event) => a(event) || b(event) }
    }
    return left
  }

  private both(): Value<E> {
    let left = this.negated()
    for (let sign = this.take('and', '&&'); sign; sign = this.take('and', '&&')) {
      const [a, b] = [truth(left), truth(this.negated())]
      left = { sort: 'truth', at: left.at, run: (event) => a(event) && b(event) }
    }
    return left
  }

  private negated(): Value<E> {
    const sign = this.take('not', '!')
    if (!sign) return this.compared()
    const a = truth(this.negated())
    return { sort: 'truth', at: sign.at, run: (event) => !a(event) }
  }

  private compared(): Value<E> {
    const left = this.sum()
    const sign = this.take(...COMPARISONS.keys())
    if (!sign) return left
    const right = this.sum()
    const again = this.take(...COMPARISONS.keys())
    if (again) throw new ConditionError(again.at, 'compare two at a time, and join them by "and"')
    const [a, b] = sides(left, right)
    const compare = COMPARISONS.get(sign.text)
    if (!compare) throw new ConditionError(sign.at, `"${sign.text}" is not understood here`)
    return { sort: 'truth', at: left.at, run: (event) => compare(a.run(event), b.run(event)) }
  }

  private sum(): Value<E> {
    return this.chain(['+', '-'], () => this.product())
  }

  private product(): Value<E> {
    return this.chain(['*', '/', '%'], () => this.signed())
  }

  private chain(signs: string[], part: () => Value<E>): Value<E> {
    let left = part()
    for (let sign = this.take(...signs); sign; sign = this.take(...signs)) {
      const [a, b] = [number(left), number(part())]
      const work = ARITHMETIC.get(sign.text) ?? (() => Number.NaN)
      left = { sort: 'number', at: left.at, run: (event) => work(a.run(event), b.run(event)) }
    }
    return left
  }

  private signed(): Value<E> {
    const sign = this.take('-')
    if (!sign) return this.single()
    const a = number(this.signed())
    return { sort: 'number', at: sign.at, run: (event) => -a.run(event) }
  }

  private single(): Value<E> {
    const token = this.now
    this.place++
    if (token.sort === 'number') {
      const value = Number(token.text)
      return { sort: 'number', at: token.at, run: () => value }
    }
    if (token.sort === 'text') return { sort: 'text', at: token.at, text: token.text.slice(1, -1) }
    if (token.text === '(' && token.sort === 'sign') {
      const inner = this.either()
      this.close(token)
      return inner
    }
    if (token.sort !== 'name') throw new ConditionError(token.at, `a number or a name is missing before ${token.text}`)
    return this.take('(') ? this.call(token) : this.name(token)
  }

  private close(open: Token): void {
    if (!this.take(')')) throw new ConditionError(this.now.at, `")" is missing for the "(" of column ${open.at}`)
  }

  private call(token: Token): Value<E> {
    const found = FUNCTIONS.get(token.text)
    if (!found)
      throw new ConditionError(
        token.at,
        `there is no function "${token.text}"; there are ${[...FUNCTIONS.keys()].join(', ')}`,
      )
    const args = [number(this.sum())]
    while (this.take(',')) args.push(number(this.sum()))
    this.close(token)
    if (args.length < found.least || args.length > found.most)
      throw new ConditionError(
        token.at,
        `${token.text} takes ${found.most === 1 ? 'one number' : 'two numbers or more'}`,
      )
    return { sort: 'number', at: token.at, run: (event) => found.run(...args.map((arg) => arg.run(event))) }
  }

  private name(token: Token): Value<E> {
    const field = this.scope.get(token.text)
    if (field) return { sort: 'number', at: token.at, run: (event) => field.read(event), field }
    const names = [...this.scope.keys()].join(', ')
    throw new ConditionError(token.at, `there is no "${token.text}" on this port; it has ${names}`)
  }
}

/** Both sides of a comparison as numbers: a text becomes the number it stands for beside the other side's name. */
function sides<E>(left: Value<E>, right: Value<E>): [NumberValue<E>, NumberValue<E>] {
  if (left.sort === 'text') return [asWord(left, right), number(right)]
  if (right.sort === 'text') return [number(left), asWord(right, left)]
  return [number(left), number(right)]
}

function asWord<E>(text: Extract<Value<E>, { sort: 'text' }>, beside: Value<E>): NumberValue<E> {
  const field = beside.sort === 'number' ? beside.field : undefined
  if (!field?.word) throw new ConditionError(text.at, `"${text.text}" is a text, and what it is compared with is none`)
  const value = field.word(text.text)
  if (value === undefined) throw new ConditionError(text.at, `there is no "${text.text}" here`)
  return { sort: 'number', at: text.at, run: () => value }
}

function number<E>(value: Value<E>): NumberValue<E> {
  if (value.sort === 'number') return value
  throw new ConditionError(value.at, value.sort === 'text' ? 'a number is needed here' : 'a condition is no number')
}

function truth<E>(value: Value<E>): (event: E) => boolean {
  if (value.sort === 'truth') return value.run
  throw new ConditionError(value.at, 'compare this with something, as in "z > 2"')
}
