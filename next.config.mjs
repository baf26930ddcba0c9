/** @type {import('next').NextConfig} */
export default {
  distDir: 'dist/next',
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm test` runs the compiler over everything; checking again in each build would only slow the start down.
  typescript: { ignoreBuildErrors: true, tsconfigPath: 'tsconfig.next.json' },
  // A page opened at 127.0.0.1 would otherwise be refused its live reload in development.
  allowedDevOrigins: ['127.0.0.1', 'localhost'],
  // The server proper (tRPC, Socket.IO, Prisma, ZeroMQ) runs beside Next, never through its bundler.
  serverExternalPackages: ['zeromq', '@duckdb/node-api', '@prisma/client', '@libsql/client', 'pino'],
}
