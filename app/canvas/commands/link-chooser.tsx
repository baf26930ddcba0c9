'use client'
/** Linking by keyboard: every link that the selected node could get, from one of its ports to a port of another node. */
import { canConnect, type PortSpec, splitRef } from '../../../engine/sdk'
import { findManifest } from '../drawing-kinds'
import { titleOf } from '../kinds'
import { PortShape } from '../port-shape'
import { type CanvasSession, nodeById, useSession } from '../session'
import { connect, nameOf } from '.'
import { type Choice, Chooser } from './chooser'

/** Refusals told at most. */
const REFUSALS_MAX = 4

interface LinkChoice extends Choice {
  readonly from: string
  readonly to: string
}

interface End {
  readonly nodeId: string
  readonly title: string
  readonly manifest: NonNullable<ReturnType<typeof findManifest>>
}

function endsOf({ document }: CanvasSession): End[] {
  return document.getState().topology.nodes.flatMap((node) => {
    const manifest = findManifest(node.kind)
    return manifest ? [{ nodeId: node.id, title: titleOf(node), manifest }] : []
  })
}

function choiceOf(from: End, output: PortSpec, to: End, input: PortSpec, isOut: boolean): LinkChoice {
  const [own, other, port] = isOut ? [output, to, input] : [input, from, output]
  return {
    id: `${from.nodeId}.${output.id}>${to.nodeId}.${input.id}`,
    from: `${from.nodeId}.${output.id}`,
    to: `${to.nodeId}.${input.id}`,
    group: `${isOut ? 'from' : 'to'} ${own.label}`,
    label: `${isOut ? 'to' : 'from'} ${other.title}: ${port.label}`,
    aliases: [other.nodeId, output.type],
    hint: (
      <span className="flex items-center gap-1.5">
        {output.type}
        <PortShape type={output.type} size={9} />
      </span>
    ),
  }
}

/** Every link that may be drawn from or to a node: those from its outputs first. */
export function linkChoices(session: CanvasSession, nodeId: string): LinkChoice[] {
  const { links } = session.document.getState().topology
  const ends = endsOf(session)
  const own = ends.find((end) => end.nodeId === nodeId)
  if (!own) return []
  const between = (from: End, to: End, isOut: boolean) =>
    from.manifest.outputs.flatMap((output) =>
      to.manifest.inputs
        .filter((input) => canConnect({ ...from, port: output.id }, { ...to, port: input.id }, links).ok)
        .map((input) => choiceOf(from, output, to, input, isOut)),
    )
  const others = ends.filter((end) => end !== own)
  return [...others.flatMap((end) => between(own, end, true)), ...others.flatMap((end) => between(end, own, false))]
}

/** Why nothing can be linked: what each port that would carry the right type refuses with. */
export function refusalsOf(session: CanvasSession, nodeId: string): string {
  const { links } = session.document.getState().topology
  const ends = endsOf(session)
  const words = ends.flatMap((from) =>
    ends.flatMap((to) => {
      if (from === to || (from.nodeId !== nodeId && to.nodeId !== nodeId)) return []
      return from.manifest.outputs.flatMap((output) =>
        to.manifest.inputs.flatMap((input) => {
          const answer = canConnect({ ...from, port: output.id }, { ...to, port: input.id }, links)
          if (answer.ok || answer.code === 'TYPE_MISMATCH') return []
          return `${from.title} to ${to.title}: ${answer.message}.`
        }),
      )
    }),
  )
  return words.slice(0, REFUSALS_MAX).join(' ')
}

export default function LinkChooser({ onClose }: { readonly onClose: () => void }) {
  const session = useSession()
  const [id = ''] = session.canvas.getState().selectedNodes
  const node = nodeById(session.document.getState().topology, id)
  return (
    <Chooser
      title={`Link ${nameOf(session, id)}`}
      placeholder={`Link ${nameOf(session, id)} with…`}
      choices={node ? linkChoices(session, id) : []}
      empty={node ? `No port here fits another that is free. ${refusalsOf(session, id)}` : 'Only nodes can be linked.'}
      onChoose={({ from, to }) => {
        connect(session, from, to)
        session.canvas.getState().select([splitRef(from).node === id ? id : splitRef(to).node])
      }}
      onClose={onClose}
    />
  )
}
