import { expect, it } from 'vitest'
import { BadSetting, readSettings } from './settings'

it('has defaults', () => {
  const settings = readSettings({ PATCHBAY_HOME: '/srv/patchbay' })
  expect(settings).toEqual({
    port: 3000,
    host: '127.0.0.1',
    home: '/srv/patchbay',
    databaseUrl: 'file:///srv/patchbay/patchbay.db',
    isDevelopment: false,
  })
})

it('takes SQLite files and PostgreSQL by DATABASE_URL', () => {
  const url = (DATABASE_URL: string) => readSettings({ DATABASE_URL }).databaseUrl
  expect(url('postgresql://me@host/db')).toBe('postgresql://me@host/db')
  expect(url('file:/tmp/a.db')).toBe('file:///tmp/a.db')
  expect(url('file:///tmp/a.db')).toBe('file:///tmp/a.db')
  expect(url('file:./a.db')).toBe(`file://${process.cwd()}/a.db`)
})

it.each([
  [{ PORT: 'abc' }, 'PORT is "abc"'],
  [{ PORT: '70000' }, '65535'],
  [{ PORT: '-1' }, 'PORT'],
  [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL must begin with'],
])('names what is wrong with %j', (env, words) => {
  expect(() => readSettings(env)).toThrow(BadSetting)
  expect(() => readSettings(env)).toThrow(words)
})
