"""A Modbus server on pymodbus 3, for tests: the same command line, commands and events as libmodbus-server.c.

    pymodbus_server.py [tcp] [rtu-over-tcp] [ascii-over-tcp] [serial:PATH] [ascii:PATH]
"""

import asyncio
import json
import logging
import os
import sys

from pymodbus.exceptions import NoSuchSlaveException
from pymodbus.server.async_io import ModbusConnectedRequestHandler, ModbusSerialServer, ModbusTcpServer
from pymodbus.transaction import ModbusAsciiFramer, ModbusRtuFramer, ModbusSocketFramer

SPACE_OF = {1: "coil", 5: "coil", 15: "coil", 2: "discrete", 4: "input"}


def say(event):
    sys.stdout.write(json.dumps(event, separators=(",", ":")) + "\n")
    sys.stdout.flush()


class Unit:
    """The image of one unit, in the words that pymodbus asks for it."""

    def __init__(self, unit):
        self.unit = unit
        self.words = {"coil": {}, "discrete": {}, "holding": {}, "input": {}}

    def of(self, function):
        return self.words[SPACE_OF.get(function, "holding")]

    def validate(self, function, address, count=1):
        space = self.of(function)
        return all(at in space for at in range(address, address + count))

    def getValues(self, function, address, count=1):  # pylint: disable=invalid-name
        space = self.of(function)
        return [space[at] for at in range(address, address + count)]

    def setValues(self, function, address, values):  # pylint: disable=invalid-name
        values = [int(value) for value in values]
        say({"write": {"unit": self.unit, "function": function, "address": address, "values": values}})
        self.of(function).update(enumerate(values, address))


class Units:
    """All units; pymodbus's own context knows none above 247."""

    single = False

    def __init__(self):
        self.all = {}

    def slaves(self):
        # It asks before it waits for a request, so a list of those there now would be old when the request comes.
        return list(range(256))

    def __getitem__(self, unit):
        if unit not in self.all:
            raise NoSuchSlaveException(f"no unit {unit}")
        return self.all[unit]


UNITS = Units()
OPEN = set()
DONE = 0
MUTE = False


class Handler(ModbusConnectedRequestHandler):
    """Counts the connections, and answers nothing while it is told so."""

    def execute(self, request, *addr):
        if not MUTE:
            super().execute(request, *addr)

    def connection_made(self, transport):
        super().connection_made(transport)
        OPEN.add(transport)
        say({"connections": len(OPEN)})

    def connection_lost(self, call_exc):
        super().connection_lost(call_exc)
        OPEN.discard(self.transport)
        say({"connections": len(OPEN)})


def command(line):
    global DONE, MUTE  # pylint: disable=global-statement
    order = json.loads(line)
    if "space" in order:
        unit = UNITS.all.setdefault(order["unit"], Unit(order["unit"]))
        unit.words[order["space"]].update(enumerate(order["values"], order["address"]))
    elif "clear" in order:
        if order["clear"] in UNITS.all:
            UNITS.all[order["clear"]] = Unit(order["clear"])
    elif "drop" in order:
        for transport in list(OPEN):
            transport.close()
    elif "mute" in order:
        MUTE = order["mute"] == 1
    elif "sync" not in order:
        raise ValueError(f"no command: {line}")
    DONE += 1
    say({"done": DONE})


def take_commands(loop, rest=[b""]):  # pylint: disable=dangerous-default-value
    got = os.read(0, 1 << 20)
    if not got:
        loop.stop()
        return
    *lines, rest[0] = (rest[0] + got).split(b"\n")
    for line in lines:
        command(line)


async def serve(what):
    """Starts one endpoint; the answer is its port, or 1 for a serial line."""
    kind, _, path = what.partition(":")
    if path:
        framer = ModbusAsciiFramer if kind == "ascii" else ModbusRtuFramer
        server = ModbusSerialServer(UNITS, framer=framer, port=path, baudrate=115200)
        await server.start()
        return kind, 1
    framer = {"tcp": ModbusSocketFramer, "rtu-over-tcp": ModbusRtuFramer, "ascii-over-tcp": ModbusAsciiFramer}[kind]
    server = ModbusTcpServer(UNITS, framer=framer, address=("127.0.0.1", 0), handler=Handler)
    asyncio.ensure_future(server.serve_forever())
    await server.serving
    return kind, server.server.sockets[0].getsockname()[1]


def main():
    logging.getLogger("pymodbus").setLevel(logging.CRITICAL)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)

    async def start():
        say({"ready": dict([await serve(what) for what in sys.argv[1:]])})

    loop.add_reader(0, take_commands, loop)
    loop.run_until_complete(start())
    loop.run_forever()


main()
