/** Which keys do what: the defaults, and what this person has put in their place, kept in this browser. */
import { z } from 'zod'
import { create } from 'zustand'
import type { Command } from './command'

const STORAGE_KEY = 'patchbay-keys'
const storedKeys = z.record(z.string(), z.array(z.string().min(1).max(60)).max(4))
/** Own keys by command id; an empty list takes a command's keys away. */
export type OwnKeys = Readonly<Record<string, readonly string[]>>

function readOwn(): OwnKeys {
  try {
    const parsed = storedKeys.safeParse(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}'))
    return parsed.success ? parsed.data : {}
  } catch {
    return {}
  }
}

export const useBindings = create<{ readonly own: OwnKeys }>(() => ({
  own: typeof localStorage === 'undefined' ? {} : readOwn(),
}))

function keep(own: OwnKeys): void {
  useBindings.setState({ own })
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(own))
  } catch {
    // A browser that keeps nothing: they hold until the page is closed.
  }
}

/** The keys of a command as they hold now. */
export const keysOf = (own: OwnKeys, command: Command): readonly string[] => own[command.id] ?? command.keys ?? []

/** Commands that these keys would do as well: the same chords, or a sequence that begins with them. */
export function conflictsOf(
  commands: readonly Command[],
  own: OwnKeys,
  command: Command,
  keys: string,
): readonly Command[] {
  const clashes = (other: string) => other === keys || other.startsWith(`${keys} `) || keys.startsWith(`${other} `)
  return commands.filter((one) => one.id !== command.id && keysOf(own, one).some(clashes))
}

/** Gives a command these keys, and takes them from whatever had them. */
export function bindKeys(commands: readonly Command[], command: Command, keys: string): void {
  const { own } = useBindings.getState()
  const next: Record<string, readonly string[]> = { ...own, [command.id]: [keys] }
  for (const other of conflictsOf(commands, own, command, keys))
    next[other.id] = keysOf(own, other).filter(
      (one) => conflictsOf([{ ...other, keys: [one] }], {}, command, keys).length === 0,
    )
  keep(next)
}

/** Back to the default keys of one command, or of all. */
export function resetKeys(command?: Command): void {
  const { own } = useBindings.getState()
  keep(command ? Object.fromEntries(Object.entries(own).filter(([id]) => id !== command.id)) : {})
}
