#!/usr/bin/env python3
"""A Patchbay node in Python: a feature that sums the closes it hears. See python-node.md and wire.md.

Started in place of a node host, with the same flags and environment:
  PATCHBAY_TOKEN=… python3 python-node.py --control ENDPOINT --deployment ID --host NAME
"""
import argparse, os, struct, time
from collections import deque

import msgpack
import zmq

DATA, ACK, RESUME = 1, 2, 3
RECORD_BYTES = [8, 56, 80, 24, 80, 104, 64]
MARK, MARKET, FEATURE = 0, 1, 2
WINDOW_RECORDS = 2048


class SumOfCloses:
    """The behaviour: what it does with a bar, and what it says once all of the step is in."""

    def __init__(self):
        self.sum = 0.0

    def on_market(self, instrument, open_, high, low, close, volume):
        self.sum += close

    def on_step(self):
        """-> list of (instrument, hedge, values)"""
        return [(0, -1, [self.sum])]


def hash32(text):
    """FNV-1a, then murmur3's final mix."""
    h = 0x811C9DC5
    for unit in text:
        h = ((h ^ ord(unit)) * 0x01000193) & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return h ^ (h >> 16)


class Inbound:
    """One link direction towards us: every record once, in order."""

    def __init__(self, link, peer):
        self.link, self.peer, self.held, self.handled, self.last_mark = link, peer, 0, 0, -1
        self.records = deque()

    def take(self, first, records):
        """-> False if something is missing before these."""
        if first > self.held + 1:
            return False
        for record in records[self.held + 1 - first :]:
            self.records.append(record)
            self.held += 1
            if record[0] == MARK:
                (self.last_mark,) = struct.unpack_from("<I", record, 4)
        return True

    def step_records(self, step):
        while True:
            record = self.records.popleft()
            self.handled += 1
            if record[0] == MARK:
                assert struct.unpack_from("<I", record, 4)[0] == step, "the peer counts other steps"
                return
            yield record


class Outbound:
    """One link direction from us: numbered, kept until it is held."""

    def __init__(self, link, peer):
        self.link, self.peer, self.next, self.held, self.handled = link, peer, 1, 0, 0
        self.kept = deque()

    def message(self, tag, records):
        body = b"".join(records)
        head = struct.pack("<2sBBIIIQII", b"PB", 1, DATA, tag, self.link, 0, self.next, len(records), len(body))
        self.kept.append((self.next + len(records) - 1, head + body))
        self.next += len(records)
        return head + body

    def acknowledged(self, held, handled):
        self.held, self.handled = max(self.held, held), handled
        while self.kept and self.kept[0][0] <= self.held:
            self.kept.popleft()


class Host:
    def __init__(self, args, token):
        self.args, self.parent = args, os.getppid()
        self.tag = hash32("run/" + args.deployment)
        self.context = zmq.Context()
        self.control = self.context.socket(zmq.DEALER)
        self.control.connect(args.control)
        self.data = self.context.socket(zmq.PULL)
        if args.control.startswith("ipc://"):
            self.endpoint = "ipc://%s/%s" % (os.path.dirname(args.control[6:]), "py-%d" % os.getpid())
            self.data.bind(self.endpoint)
        else:
            self.endpoint = "tcp://127.0.0.1:%d" % self.data.bind_to_random_port("tcp://127.0.0.1")
        self.poller = zmq.Poller()
        self.poller.register(self.control, zmq.POLLIN)
        self.peers, self.open, self.inbound, self.outbound = {}, set(), {}, {}
        self.node, self.step, self.steps, self.beat_at, self.acked_at = None, 0, 0, 0.0, 0.0
        self.events_in = self.events_out = 0
        self.is_finished = self.is_stopping = False
        self.behaviour = SumOfCloses()
        self.tell(type="hello", protocol=1, token=token, deployment=args.deployment, host=args.host, pid=os.getpid(), endpoint=self.endpoint)

    # ---- control -----------------------------------------------------------------------------------------------------

    def tell(self, **message):
        self.control.send(msgpack.packb(message))

    def obey(self, command):
        kind, answer = command["type"], {}
        if kind == "configure":
            self.configure(command["assignment"])
            answer = {"step": self.step}
        elif kind == "hold":
            answer = {"step": self.step}
        elif kind == "peer":
            self.connect(command["host"], command["endpoint"])
        elif kind == "stop":
            self.is_stopping = True
        elif kind not in ("run", "halt"):
            self.tell(type="reply", id=command["id"], ok=False, error="this node cannot " + kind)
            return
        self.tell(type="reply", id=command["id"], ok=True, **answer)

    def configure(self, assignment):
        plan = assignment["plan"]
        host_of = {node: place["host"] for place in assignment["placements"] for node in place["nodes"]}
        [self.node] = [node for node, host in host_of.items() if host == self.args.host]
        for link in plan["links"]:
            if link["to"] == self.node:
                self.inbound[link["index"]] = Inbound(link["index"], host_of[link["from"]])
            if link["from"] == self.node:
                self.outbound[link["index"]] = Outbound(link["index"], host_of[link["to"]])
        self.poller.register(self.data, zmq.POLLIN)
        self.step, self.steps = assignment["fromStep"], os.path.getsize(assignment["timelinePath"]) // 8
        for channel in [*self.inbound.values(), *self.outbound.values()]:
            if channel.peer in assignment["endpoints"]:
                self.connect(channel.peer, assignment["endpoints"][channel.peer])

    def beat(self):
        now = time.monotonic()
        if self.node is None or now - self.beat_at < 1:
            return
        self.beat_at = now
        node = dict(node=self.node, state="finished" if self.is_finished else "running", step=self.step, ts=None, ready=True)
        node.update(eventsIn=self.events_in, eventsOut=self.events_out, pnl=None, values={"sum": self.behaviour.sum}, blocked={}, note=None)
        links = [dict(link=one.link, events=self.events_in, queued=len(one.records), dropped=0) for one in self.inbound.values()]
        self.tell(type="heartbeat", nodes=[node], links=links, cpu=0.0, rssBytes=0)

    # ---- data --------------------------------------------------------------------------------------------------------

    def connect(self, host, endpoint):
        if self.peers.get(host, (None, None))[1] == endpoint:
            return
        if host in self.peers:
            self.peers[host][0].close(0)
        socket = self.context.socket(zmq.PUSH)
        socket.linger = 0
        socket.connect(endpoint)
        self.peers[host] = (socket, endpoint)
        self.open.discard(host)
        self.send_resume(host, True)

    def send(self, host, message):
        try:
            self.peers[host][0].send(message, zmq.NOBLOCK)
        except zmq.Again:
            pass  # as lost as on a broken wire: the peer will ask

    def progress(self, host):
        mine = [one for one in self.inbound.values() if one.peer == host]
        return len(mine), b"".join(struct.pack("<IIQQ", one.link, 0, one.held, one.handled) for one in mine)

    def send_resume(self, host, answer_wanted):
        count, entries = self.progress(host)
        name, endpoint = self.args.host.encode(), self.endpoint.encode()
        head = struct.pack("<2sBBIIIHHI", b"PB", 1, RESUME, self.tag, count, int(answer_wanted), len(name), len(endpoint), 0)
        self.send(host, head + entries + name + endpoint)

    def send_acks(self):
        self.acked_at = time.monotonic()
        for host in {one.peer for one in self.inbound.values()} & self.peers.keys():
            count, entries = self.progress(host)
            self.send(host, struct.pack("<2sBBIII", b"PB", 1, ACK, self.tag, count, 0) + entries)

    def take(self, message):
        magic, version, kind, tag = struct.unpack_from("<2sBBI", message)
        if magic != b"PB" or version != 1 or tag != self.tag:
            return
        if kind == DATA:
            link, _, first, count = struct.unpack_from("<IIQI", message, 8)
            records, at = [], 32
            for _ in range(count):
                size = RECORD_BYTES[message[at]]
                records.append(message[at : at + size])
                at += size
            channel = self.inbound.get(link)
            if channel and not channel.take(first, records):
                self.send_resume(channel.peer, True)
        elif kind in (ACK, RESUME):
            (count,) = struct.unpack_from("<I", message, 8)
            start = 16 if kind == ACK else 24
            entries = [struct.unpack_from("<IIQQ", message, start + 24 * i) for i in range(count)]
            for link, _, held, handled in entries:
                if link in self.outbound:
                    self.outbound[link].acknowledged(held, handled)
            if kind == RESUME:
                self.resume(message, start + 24 * count)

    def resume(self, message, at):
        wanted, name_bytes, endpoint_bytes = struct.unpack_from("<IHH", message, 12)
        host = message[at : at + name_bytes].decode()
        self.connect(host, message[at + name_bytes : at + name_bytes + endpoint_bytes].decode())
        if wanted:
            self.send_resume(host, False)
        self.open.add(host)
        for one in self.outbound.values():
            if one.peer == host:
                for _, kept in one.kept:
                    self.send(host, kept)

    # ---- steps -------------------------------------------------------------------------------------------------------

    def can_step(self):
        heard = all(one.last_mark >= self.step for one in self.inbound.values())
        room = all(one.next - 1 - one.handled < WINDOW_RECORDS for one in self.outbound.values())
        return self.node is not None and self.step < self.steps and heard and room

    def do_step(self):
        heard = 0
        for link in sorted(self.inbound):
            for record in self.inbound[link].step_records(self.step):
                heard += 1
                if record[0] == MARKET:
                    self.behaviour.on_market(*struct.unpack_from("<i5d", record, 4))
        said = self.behaviour.on_step() if heard else []
        records = [
            struct.pack("<B3xiii8d", FEATURE, instrument, hedge, 0, *(values + [0.0] * 8)[:8]) for instrument, hedge, values in said
        ]
        records.append(struct.pack("<B3xI", MARK, self.step))
        for one in self.outbound.values():
            message = one.message(self.tag, records)
            if one.peer in self.open:
                self.send(one.peer, message)
            self.events_out += len(said)
        self.events_in += heard
        self.step += 1

    def run(self):
        while not self.is_stopping and os.getppid() == self.parent:
            ready = dict(self.poller.poll(20))
            if self.control in ready:
                self.obey(msgpack.unpackb(self.control.recv()))
            while self.node is not None and self.data.poll(0):  # before, it can't say what it holds
                self.take(self.data.recv())
            while self.can_step():
                self.do_step()
            if time.monotonic() - self.acked_at > 0.02:
                self.send_acks()
            if self.step == self.steps > 0 and not self.is_finished and not any(one.kept for one in self.outbound.values()):
                self.is_finished = True
                self.tell(type="finished", step=self.step)
            self.beat()
        self.context.destroy(linger=200)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for flag in ("--control", "--deployment", "--host"):
        parser.add_argument(flag, required=True)
    Host(parser.parse_args(), os.environ["PATCHBAY_TOKEN"]).run()
