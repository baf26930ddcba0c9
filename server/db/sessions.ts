/** Browsers that have signed in. Cookie values are kept as hashes only. */
import type { PrismaClient } from './client'

export class Sessions {
  constructor(private readonly prisma: PrismaClient) {}

  /** Notes a session and forgets those that have expired. */
  async add(tokenHash: string, expiresAt: Date, agent: string): Promise<void> {
    await this.prisma.session.deleteMany({ where: { expiresAt: { lt: new Date() } } })
    await this.prisma.session.create({ data: { tokenHash, expiresAt, agent } })
  }

  /** When it expires, or null for one there is not (any more). */
  async expiry(tokenHash: string): Promise<Date | null> {
    const row = await this.prisma.session.findUnique({ where: { tokenHash } })
    return row && row.expiresAt > new Date() ? row.expiresAt : null
  }

  async remove(tokenHash: string): Promise<void> {
    await this.prisma.session.deleteMany({ where: { tokenHash } })
  }
}
