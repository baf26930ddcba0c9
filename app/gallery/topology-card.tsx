'use client'
import { Copy, EllipsisVertical, Pencil, Tag, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { asLine, isReadable } from '../../engine/sdk'
import type { Outputs } from '../remote/trpc'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { formatDuration, formatNumber, formatPercent, formatTime, gainClass } from '../ui/format'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu'
import { useNow } from '../ui/use-now'
import { TagDialog, TagList } from './tags'
import { Thumbnail } from './thumbnail'
import type { Gallery } from './use-gallery'

type Summary = Outputs['topologies']['list'][number]

function LastResult({ summary }: { readonly summary: Summary }) {
  const { lastRun, running } = summary
  if (running)
    return (
      <Badge tone="good">
        {running.mode} · {running.state}
      </Badge>
    )
  if (!lastRun) return <span className="text-xs text-faint">Never run</span>
  return (
    <Link
      href={`/runs/${lastRun.id}`}
      className="relative z-10 text-xs text-muted hover:underline"
      title={`Last run: ${lastRun.mode}, ${formatTime(lastRun.endedAt)} UTC`}
    >
      <span className={gainClass((lastRun.totalReturn ?? 0) * 1e4)}>{formatPercent(lastRun.totalReturn)}</span>
      {lastRun.sharpe !== null && ` · Sharpe ${formatNumber(lastRun.sharpe)}`}
    </Link>
  )
}

function RenameDialog({ summary, gallery, onClose }: { summary: Summary; gallery: Gallery; onClose: () => void }) {
  const [name, setName] = useState(summary.name)
  const isValid = isReadable(name) && name.length <= 200
  const save = () => {
    if (!isValid) return
    gallery.rename(summary.id, name.trim())
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Rename"
      actions={
        <>
          <Button tone="primary" disabled={!isValid} onClick={save}>
            Rename
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <input
        aria-label="Name"
        className="field"
        value={name}
        maxLength={200}
        onChange={(event) => setName(asLine(event.target.value, 200))}
        onKeyDown={(event) => event.key === 'Enter' && save()}
      />
    </Dialog>
  )
}

function DeleteDialog({ summary, gallery, onClose }: { summary: Summary; gallery: Gallery; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Delete “${summary.name}”?`}
      description="The drawing and its links to others go. Reports of its runs stay. You can undo this right after."
      actions={
        <>
          <Button
            tone="danger"
            onClick={() => {
              gallery.remove(summary.id)
              onClose()
            }}
          >
            Delete
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    />
  )
}

interface CardProps {
  readonly summary: Summary
  readonly gallery: Gallery
  /** Every tag that is in use. */
  readonly known: readonly string[]
}

function Actions({ summary, gallery, known }: CardProps) {
  const [dialog, setDialog] = useState<'rename' | 'tags' | 'delete' | null>(null)
  const close = () => setDialog(null)
  return (
    <>
      <Menu
        trigger={
          <Button tone="quiet" icon aria-label={`Actions for ${summary.name}`} className="relative z-10 -mr-1.5">
            <EllipsisVertical size={15} aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={<Pencil size={14} aria-hidden />} onSelect={() => setDialog('rename')}>
          Rename
        </MenuItem>
        <MenuItem icon={<Tag size={14} aria-hidden />} onSelect={() => setDialog('tags')}>
          Tags
        </MenuItem>
        <MenuItem icon={<Copy size={14} aria-hidden />} onSelect={() => gallery.duplicate(summary.id)}>
          Duplicate
        </MenuItem>
        <MenuSeparator />
        <MenuItem
          icon={<Trash2 size={14} aria-hidden />}
          danger
          disabled={summary.running !== null}
          onSelect={() => setDialog('delete')}
        >
          {summary.running ? 'Delete (stop it first)' : 'Delete'}
        </MenuItem>
      </Menu>
      {dialog === 'rename' && <RenameDialog summary={summary} gallery={gallery} onClose={close} />}
      {dialog === 'tags' && (
        <TagDialog
          name={summary.name}
          tags={summary.tags}
          known={known}
          onSave={(tags) => gallery.tag(summary.id, tags)}
          onClose={close}
        />
      )}
      {dialog === 'delete' && <DeleteDialog summary={summary} gallery={gallery} onClose={close} />}
    </>
  )
}

/** One of the person's own topologies. The whole card opens it. */
export function TopologyCard({ summary, gallery, known }: CardProps) {
  const now = useNow()
  return (
    <li className="relative overflow-hidden rounded-md border border-line bg-surface hover:border-line-strong">
      <Thumbnail graph={summary.graph} />
      <div className="border-t border-line px-3 pt-2 pb-2.5">
        <div className="flex items-center gap-2">
          <h2 className="min-w-0 flex-1 truncate text-sm font-medium">
            <Link href={`/t/${summary.id}`} className="after:absolute after:inset-0" title={summary.name}>
              {summary.name}
            </Link>
          </h2>
          <Actions summary={summary} gallery={gallery} known={known} />
        </div>
        <div className="flex items-center justify-between gap-2">
          <LastResult summary={summary} />
          <span className="text-xs text-faint" title={`Edited ${formatTime(summary.updatedAt)} UTC`}>
            edited {formatDuration(now - Date.parse(summary.updatedAt))} ago
          </span>
        </div>
        <TagList tags={summary.tags} />
      </div>
    </li>
  )
}
