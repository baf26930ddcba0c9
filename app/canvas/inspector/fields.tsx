'use client'
import { X } from 'lucide-react'
import { Switch } from 'radix-ui'
import { useEffect, useState } from 'react'
import { describedBy, type EditorProps } from './editor'
import { NumberEditor, SliderEditor } from './number-field'
import { Picker } from './picker'

function TextEditor({ value, id, error, disabled, placeholder, onChange }: EditorProps) {
  return (
    <input
      {...describedBy(id, error)}
      className="field"
      autoComplete="off"
      spellCheck={false}
      placeholder={placeholder}
      value={typeof value === 'string' ? value : ''}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

const pickerProps = ({ id, error, field, choices, disabled, placeholder }: EditorProps) => ({
  id,
  label: field.title,
  choices,
  disabled,
  invalid: error !== undefined,
  describedBy: describedBy(id, error)['aria-describedby'],
  ...(placeholder !== undefined && { placeholder }),
})

function NameEditor(props: EditorProps) {
  const { value, onChange } = props
  return (
    <Picker {...pickerProps(props)} text={typeof value === 'string' ? value : ''} onText={onChange} onPick={onChange} />
  )
}

function ListEditor(props: EditorProps) {
  const { field, value, disabled, choices, placeholder, onChange } = props
  const [text, setText] = useState('')
  const chosen = Array.isArray(value) ? value.map(String) : []
  const add = (raw: string) => {
    const names = raw.split(/[\s,]+/).filter((name) => name && !chosen.includes(name))
    setText('')
    if (names.length > 0) onChange([...chosen, ...new Set(names)])
  }
  return (
    <div className="min-w-0 flex-1">
      <Picker
        {...pickerProps(props)}
        choices={choices.filter(({ name }) => !chosen.includes(name))}
        placeholder={placeholder ?? (chosen.length === 0 ? 'All; search or type to add' : 'Search or type to add')}
        text={text}
        onText={setText}
        onPick={add}
        onLeave={() => add(text)}
      />
      {chosen.length > 0 && (
        <ul aria-label={field.title} className="flex flex-wrap gap-1 pt-1.5">
          {chosen.map((name) => (
            <li key={name} className="flex items-center rounded-sm border border-line bg-raised pl-1.5 text-xs">
              {name}
              <button
                type="button"
                aria-label={`Remove ${name}`}
                disabled={disabled}
                className="flex size-6 items-center justify-center text-faint hover:text-text"
                onClick={() => onChange(chosen.filter((one) => one !== name))}
              >
                <X size={12} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function SelectEditor({ field, value, id, error, disabled, placeholder, choices, onChange }: EditorProps) {
  const listed = field.options ?? choices.map(({ name }) => name)
  const shown = String(value ?? '')
  return (
    <select
      {...describedBy(id, error)}
      className="field"
      value={shown}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value)}
    >
      {!listed.includes(shown) && <option value={shown}>{shown || placeholder || '–'}</option>}
      {listed.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  )
}

function BooleanEditor({ value, id, disabled, onChange }: EditorProps) {
  return (
    <Switch.Root
      {...describedBy(id, undefined)}
      checked={value === true}
      disabled={disabled}
      onCheckedChange={onChange}
      className="relative h-[18px] w-8 rounded-full border border-line-strong bg-canvas data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <Switch.Thumb className="block size-3 translate-x-0.5 rounded-full bg-muted transition-transform data-[state=checked]:translate-x-[15px] data-[state=checked]:bg-on-accent" />
    </Switch.Root>
  )
}

/** A value of no simple type, as the JSON it is. */
function JsonEditor({ value, id, error, disabled, placeholder, onChange, onUnreadable }: EditorProps) {
  const shown = value === undefined ? '' : JSON.stringify(value, null, 2)
  const [text, setText] = useState(shown)
  useEffect(() => setText(shown), [shown])
  const type = (next: string) => {
    setText(next)
    try {
      onChange(JSON.parse(next))
      onUnreadable(null)
    } catch {
      onUnreadable('This is not valid JSON')
    }
  }
  return (
    <textarea
      {...describedBy(id, error)}
      rows={4}
      spellCheck={false}
      placeholder={placeholder}
      className="field font-mono text-xs"
      value={text}
      disabled={disabled}
      onChange={(event) => type(event.target.value)}
    />
  )
}

/** The editor that fits a parameter. */
export function ParamEditor(props: EditorProps) {
  const { field, choices } = props
  if (field.editor === 'slider') return <SliderEditor {...props} />
  if (field.type === 'number' || field.type === 'integer') return <NumberEditor {...props} />
  if (field.type === 'boolean') return <BooleanEditor {...props} />
  if (field.type === 'enum' || (field.editor === 'dataset' && choices.length > 0)) return <SelectEditor {...props} />
  if (field.type === 'strings') return <ListEditor {...props} />
  if (field.type === 'json') return <JsonEditor {...props} />
  return field.editor === 'instrument' ? <NameEditor {...props} /> : <TextEditor {...props} />
}
