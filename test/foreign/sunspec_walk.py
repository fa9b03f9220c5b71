"""A SunSpec client on pymodbus, for tests; arguments and output are those of sunspec-walk.c."""

import inspect
import json
import struct
import sys

from pymodbus.client import ModbusTcpClient

port, unit, what = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
client = ModbusTcpClient("127.0.0.1", port=port)
assert client.connect()
# The argument has had three names.
names = inspect.signature(client.read_holding_registers).parameters
to = {next(name for name in ("device_id", "slave", "unit") if name in names or name == "unit"): unit}


def read(address, count):
    words = []
    while len(words) < count:
        some = min(count - len(words), 120)
        answer = client.read_input_registers(address + len(words), count=some, **to)
        assert not answer.isError(), answer
        words += answer.registers
    return words


if what == "walk":
    assert read(40000, 2) == [0x5375, 0x6E53]
    models, at = [], 40002
    while True:
        kind, length = read(at, 2)
        models.append([at, kind, read(at + 2, length)])
        if kind == 0xFFFF:
            break
        at += 2 + length
    print(json.dumps(models))
else:
    words = list(struct.unpack(">HH", struct.pack(">f", float(sys.argv[5]))))
    answer = client.write_registers(int(sys.argv[4]), words, **to)
    print(json.dumps({"error": str(answer)} if answer.isError() else {"written": answer.count}))
client.close()
