// Just enough reading of TypeScript for the checks here: what is code, what is text or comment, and what is imported.
// The compiler has no interface for that which can be used from JavaScript, and bundlers drop type imports.

const AFTER_THESE_A_REGEX =
  /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield))\s*$/

/** The index just past a quoted text; an unclosed one (an apostrophe in JSX) ends with its line. */
function endOfQuoted(source, start) {
  const quote = source[start]
  for (let i = start + 1; i < source.length; i++) {
    if (source[i] === '\\') i++
    else if (source[i] === quote) return i + 1
    else if (source[i] === '\n') return i
  }
  return source.length
}

function endOfRegex(source, start) {
  let isInClass = false
  for (let i = start + 1; i < source.length && source[i] !== '\n'; i++) {
    if (source[i] === '\\') i++
    else if (source[i] === '[') isInClass = true
    else if (source[i] === ']') isInClass = false
    else if (source[i] === '/' && !isInClass) return i + 1
  }
  return start + 1
}

const endOf = (source, mark, start) => {
  const found = source.indexOf(mark, start)
  return found < 0 ? source.length : found
}

const blank = (text) => text.replace(/[^\n]/g, ' ')
/** Keeps the quotes, so that the place of an import's text is still to be seen. */
const blankInside = (text) => text[0] + blank(text.slice(1, -1)) + text.slice(1).slice(-1)

/** Finds the next piece at `i` that is not plain code: `[end, replacement]`, or undefined. */
function nextPiece(source, i, codeBefore) {
  const two = source.slice(i, i + 2)
  if (two === '//') return cut(source, i, endOf(source, '\n', i), blank)
  if (two === '/*') return cut(source, i, Math.min(source.length, endOf(source, '*/', i + 2) + 2), blank)
  if (source[i] === "'" || source[i] === '"') return cut(source, i, endOfQuoted(source, i), blankInside)
  if (source[i] === '/' && AFTER_THESE_A_REGEX.test(codeBefore.slice(-40)))
    return cut(source, i, endOfRegex(source, i), blank)
  return undefined
}

const cut = (source, start, end, replace) => [end, replace(source.slice(start, end))]

/** The source with comments, texts and regular expressions blanked out; every other character keeps its place. */
export function codeOnly(source) {
  let code = ''
  // One entry for each template literal we are in: how many braces are open in its current `${…}`; -1 in its text.
  const templates = []
  for (let i = 0; i < source.length; ) {
    const depth = templates.at(-1)
    if (depth === -1) {
      if (source[i] === '`') templates.pop()
      else if (source.startsWith('${', i)) templates[templates.length - 1] = 0
      const width = source[i] === '\\' || source.startsWith('${', i) ? 2 : 1
      code += source[i] === '`' ? '`' : blank(source.slice(i, i + width))
      i += width
      continue
    }
    const piece = nextPiece(source, i, code)
    if (piece) {
      i = piece[0]
      code += piece[1]
      continue
    }
    if (source[i] === '`') templates.push(-1)
    else if (depth !== undefined && source[i] === '{') templates[templates.length - 1]++
    else if (depth !== undefined && source[i] === '}') templates[templates.length - 1] = depth === 0 ? -1 : depth - 1
    code += source[i++]
  }
  return code
}

const CLAUSE = String.raw`(?:\*(?:\s*as\s+[\w$]+)?|[\w$]+|\{[^{}]*\})(?:\s*,\s*(?:\*\s*as\s+[\w$]+|\{[^{}]*\}))?`
const FORMS = [
  // import x, { y } from '…'   export * from '…'   and the same with `type`
  { pattern: new RegExp(String.raw`\b(?:import|export)(?:\s+(type)(?=[\s{*]))?\s*${CLAUSE}\s*from\s*(?=['"])`, 'g') },
  { pattern: /\bimport\s*(?=['"])/g },
  { pattern: /(\btypeof\s+)?\bimport\s*\(\s*(?=['"`])/g },
  { pattern: /\brequire(?:\.resolve)?\s*\(\s*(?=['"`])/g },
]

export const lineOf = (source, index) => source.slice(0, index).split('\n').length

/** Everything a file imports, by whatever form: `{ specifier, line, isType }`. Names computed at run time are not seen. */
export function importsOf(source) {
  const code = codeOnly(source)
  const found = []
  for (const { pattern } of FORMS) {
    for (const match of code.matchAll(pattern)) {
      const start = match.index + match[0].length
      const end = code.indexOf(code[start], start + 1)
      // `import { type A }` keeps the import at run time, so only `import type` counts as one.
      found.push({
        specifier: source.slice(start + 1, end),
        line: lineOf(source, match.index),
        isType: Boolean(match[1]),
      })
    }
  }
  return found.sort((a, b) => a.line - b.line)
}
