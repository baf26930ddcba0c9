import { beforeEach, describe, expect, it } from 'vitest'
import { bindKeys, conflictsOf, keysOf, resetKeys, useBindings } from './bindings'
import { COMMANDS, commandOf } from './registry'

const own = () => useBindings.getState().own

describe('the commands', () => {
  it('have an id each', () => {
    const ids = COMMANDS.map((command) => command.id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })

  it('share no keys, nor does one begin another', () => {
    const clashes = COMMANDS.flatMap((command) =>
      keysOf({}, command).flatMap((keys) =>
        conflictsOf(COMMANDS, {}, command, keys).map((other) => `${keys}: ${command.id}, ${other.id}`),
      ),
    )
    expect(clashes).toEqual([])
  })
})

describe('own keys', () => {
  beforeEach(() => resetKeys())

  it('take the place of the defaults, and are taken from whatever had them', () => {
    const [undo, note] = [commandOf('edit.undo'), commandOf('add.note')]
    bindKeys(COMMANDS, undo, 'N')
    expect(keysOf(own(), undo)).toEqual(['N'])
    expect(keysOf(own(), note)).toEqual([])
    resetKeys(undo)
    expect(keysOf(own(), undo)).toEqual(['Mod+Z'])
    resetKeys()
    expect(keysOf(own(), note)).toEqual(['N'])
  })

  it('leave a command the others of its keys', () => {
    bindKeys(COMMANDS, commandOf('add.note'), 'Mod+Y')
    expect(keysOf(own(), commandOf('edit.redo'))).toEqual(['Mod+Shift+Z'])
  })
})
