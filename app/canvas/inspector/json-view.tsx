'use client'
import { useEffect, useState } from 'react'
import { z } from 'zod'
import { canonicalJson, type TopologyNode } from '../../../engine/sdk'
import { useDocument, useSession } from '../session'
import { setParamsOf } from './edits'
import { paramsWords } from './issue-words'

const object = z.record(z.string(), z.json())

type Read = { readonly params: Record<string, unknown> } | { readonly words: string }

/** What a text says, or why it says nothing. */
export function readParams(text: string): Read {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { words: `This is not valid JSON yet: ${error instanceof Error ? error.message : String(error)}` }
  }
  const parsed = object.safeParse(value)
  return parsed.success ? { params: parsed.data } : { words: 'Parameters are an object: { "name": value, … }' }
}

/** The parameters that a node sets, as JSON. Each text that can be read is an edit; what is wrong with it is said below. */
export function JsonView({ node }: { readonly node: TopologyNode }) {
  const { document } = useSession()
  const readOnly = useDocument((state) => state.readOnly)
  const [text, setText] = useState(() => JSON.stringify(node.params, null, 2))
  const read = readParams(text)
  useEffect(() => {
    // Undone, or edited elsewhere: what is typed here is followed only where it says something else.
    setText((now) => {
      const typed = readParams(now)
      const isSame = 'params' in typed && canonicalJson(typed.params) === canonicalJson(node.params)
      return isSame ? now : JSON.stringify(node.params, null, 2)
    })
  }, [node.params])
  const type = (next: string) => {
    setText(next)
    const typed = readParams(next)
    if (!('params' in typed)) return
    const ids = new Set([node.id])
    document
      .getState()
      .edit('Edit parameters as JSON', (topology) => setParamsOf(topology, ids, typed.params), `json:${node.id}`)
  }
  const wrong = 'words' in read ? [read.words] : paramsWords(node.kind, read.params)
  const id = `json-${node.id}`
  return (
    <div className="pb-3">
      <label htmlFor={id} className="flex h-6 items-center text-sm">
        Parameters as JSON
      </label>
      <textarea
        id={id}
        className="field min-h-48 resize-y font-mono text-xs"
        rows={Math.min(24, Math.max(8, text.split('\n').length + 1))}
        spellCheck={false}
        autoComplete="off"
        value={text}
        disabled={readOnly}
        aria-invalid={wrong.length > 0}
        aria-describedby={`${id}-help`}
        onChange={(event) => type(event.target.value)}
      />
      <div role={wrong.length > 0 ? 'alert' : undefined} className="pt-1 text-xs text-bad">
        {wrong.length > 0 && (
          <ul aria-label="What is wrong">
            {wrong.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        )}
      </div>
      <p id={`${id}-help`} className="pt-1 text-xs text-faint">
        Only what differs from the defaults need be here. Every text that can be read is taken at once; undo takes it
        back.
      </p>
    </div>
  )
}
