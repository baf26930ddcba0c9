'use client'
import { Tag, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button'
import { cx } from '../ui/cx'
import { Dialog } from '../ui/dialog'

const TAG_LENGTH_MAX = 40

/** All tags with how many have each, the most used first. */
export function countTags(
  all: readonly { readonly tags: readonly string[] }[],
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const { tags } of all) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b))
}

interface FilterProps {
  readonly tags: readonly (readonly [string, number])[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

/** Tags to choose by: what is shown has all that are chosen. */
export function TagFilter({ tags, chosen, onChange }: FilterProps) {
  if (tags.length === 0) return null
  return (
    <fieldset className="flex flex-wrap items-center gap-1.5 pb-4" aria-label="Filter by tags">
      <Tag size={13} aria-hidden className="mr-0.5 text-faint" />
      {tags.map(([tag, count]) => {
        const isChosen = chosen.includes(tag)
        return (
          <button
            key={tag}
            type="button"
            aria-pressed={isChosen}
            onClick={() => onChange(isChosen ? chosen.filter((one) => one !== tag) : [...chosen, tag])}
            className={cx(
              'flex h-6 items-center gap-1.5 rounded-full border px-2.5 text-xs',
              isChosen ? 'border-accent bg-accent-soft text-accent' : 'border-line text-muted hover:border-line-strong',
            )}
          >
            {tag}
            <span className="text-faint">{count}</span>
          </button>
        )
      })}
      {chosen.length > 0 && (
        <Button tone="quiet" onClick={() => onChange([])}>
          Clear
        </Button>
      )}
    </fieldset>
  )
}

/** The tags of a card. */
export function TagList({ tags }: { readonly tags: readonly string[] }) {
  if (tags.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-1 pt-1.5" aria-label="Tags">
      {tags.map((tag) => (
        <li key={tag} className="rounded-full border border-line px-1.5 text-2xs text-muted">
          {tag}
        </li>
      ))}
    </ul>
  )
}

interface DialogProps {
  readonly name: string
  readonly tags: readonly string[]
  readonly known: readonly string[]
  readonly onSave: (tags: readonly string[]) => void
  readonly onClose: () => void
}

/** Editing the tags of a topology. */
export function TagDialog({ name, tags: before, known, onSave, onClose }: DialogProps) {
  const [tags, setTags] = useState(before)
  const [text, setText] = useState('')
  const typed = text.trim()
  const withTyped =
    typed === '' || tags.some((one) => one.toLowerCase() === typed.toLowerCase()) ? tags : [...tags, typed]
  const take = () => {
    setTags(withTyped)
    setText('')
  }
  const save = () => {
    onSave(withTyped)
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Tags of “${name}”`}
      actions={
        <>
          <Button tone="primary" onClick={save}>
            Save
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ul className="flex flex-wrap gap-1.5 pb-2" aria-label="Tags">
        {tags.map((tag) => (
          <li key={tag} className="flex items-center gap-1 rounded-full border border-line py-0.5 pr-1 pl-2 text-xs">
            {tag}
            <button
              type="button"
              aria-label={`Remove the tag ${tag}`}
              className="flex size-5 items-center justify-center rounded-full text-faint hover:bg-hover hover:text-text"
              onClick={() => setTags(tags.filter((one) => one !== tag))}
            >
              <X size={11} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <input
        aria-label="Add a tag"
        className="field"
        list="known-tags"
        placeholder="Add a tag, Enter"
        maxLength={TAG_LENGTH_MAX}
        value={text}
        onChange={({ target }) => setText(target.value.replaceAll(',', ''))}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ',') return
          event.preventDefault()
          if (typed === '' && event.key === 'Enter') save()
          else take()
        }}
      />
      <datalist id="known-tags">
        {known
          .filter((tag) => !tags.includes(tag))
          .map((tag) => (
            <option key={tag} value={tag} />
          ))}
      </datalist>
    </Dialog>
  )
}
