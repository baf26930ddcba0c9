'use client'
import { type NodeProps, NodeResizer } from '@xyflow/react'
import { Pencil } from 'lucide-react'
import { memo, Suspense } from 'react'
import { Boundary } from '../../ui/boundary'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { lazy } from '../../ui/lazy'
import { resizeTo } from '../commands'
import { NOTE_PREFIX, setNoteText } from '../document/edits'
import { useCanvas, useDocument, useSession } from '../session'
import type { FlowNode } from './store'

const Markdown = lazy(() => import('../../ui/markdown'))

function Editor({ id, text }: { readonly id: string; readonly text: string }) {
  const { document, canvas } = useSession()
  const close = () => canvas.setState({ writing: null })
  return (
    <textarea
      aria-label="Note, Markdown"
      // biome-ignore lint/a11y/noAutofocus: it opens because the person asked to write in it.
      autoFocus
      className="nodrag nowheel size-full resize-none bg-transparent text-sm outline-none"
      value={text}
      onChange={(event) =>
        document
          .getState()
          .edit('Write note', (topology) => setNoteText(topology, id, event.target.value), `note:${id}`)
      }
      onBlur={close}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    />
  )
}

/** A note is never smaller than a line of text. */
const NOTE_MIN = { width: 80, height: 40 } as const

/** A sticky note in Markdown; a double click, or the button on a selected one, writes in it. */
export const Note = memo(function Note({ id: flowId, selected }: NodeProps<FlowNode>) {
  const id = flowId.slice(NOTE_PREFIX.length)
  const session = useSession()
  const { canvas } = session
  const readOnly = useDocument((state) => state.readOnly)
  const note = useDocument((state) => state.topology.layout.notes.find((one) => one.id === id))
  const isWriting = useCanvas((state) => state.writing === id)
  if (!note) return null
  const write = () => !readOnly && canvas.setState({ writing: id })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: React Flow's wrapper has the role and takes the keys.
    <div
      onDoubleClick={(event) => {
        event.stopPropagation()
        write()
      }}
      className={cx(
        'relative size-full rounded-md border bg-raised/60 px-3 py-2',
        selected ? 'border-accent' : 'border-line',
      )}
    >
      <NodeResizer
        isVisible={selected && !readOnly}
        minWidth={NOTE_MIN.width}
        minHeight={NOTE_MIN.height}
        lineClassName="resize-line"
        handleClassName="resize-handle"
        onResizeEnd={(_, box) => resizeTo(session, flowId, box)}
      />
      {isWriting ? (
        <Editor id={id} text={note.text} />
      ) : (
        <>
          <Boundary what="The note">
            <Suspense fallback={null}>
              <div className="size-full overflow-hidden">
                <Markdown isAside text={note.text || '*Empty note: double-click to write*'} />
              </div>
            </Suspense>
          </Boundary>
          {selected && !readOnly && (
            <Button
              tone="plain"
              icon
              aria-label="Write in this note"
              className="nodrag absolute top-1 right-1"
              onClick={write}
            >
              <Pencil size={13} aria-hidden />
            </Button>
          )}
        </>
      )}
    </div>
  )
})
