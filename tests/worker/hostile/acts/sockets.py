"""Acts on sockets."""

from __future__ import annotations

import socket
import struct


def tcp_connect(world, host="127.0.0.1", protocol=0):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, protocol) as tcp:
        tcp.connect((host, world["tcp"]))


def tcp_listen(world, port=0):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tcp.bind(("127.0.0.1", port))
        tcp.listen()


def tcp_talk_to_itself(world):
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        accepted, _ = server.accept()
        accepted.close()
        return client.getpeername()[0]


def tcp_fast_open(world):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
        return tcp.sendto(b"x", socket.MSG_FASTOPEN, ("127.0.0.1", world["tcp"]))


def tcp_fast_open_message(world):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
        return tcp.sendmsg([b"x"], [], socket.MSG_FASTOPEN, ("127.0.0.1", world["tcp"]))


def udp_send(world):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        return udp.sendto(b"x", ("127.0.0.1", world["udp"]))


def ask_for_a_name(world):
    """A DNS question for ``example.org``, as a resolver sends it to its server."""
    question = struct.pack("!6H", 7, 0x0100, 1, 0, 0, 0) + b"\x07example\x03org\x00" + struct.pack("!2H", 1, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.connect(("127.0.0.1", world["udp"]))
        return udp.send(question)


def open_socket(world, family, kind, protocol=0):
    socket.socket(family, kind, protocol).close()


def unix_connect(world):
    with socket.socket(socket.AF_UNIX) as stream:
        stream.connect(world["stream"])


def unix_send(world):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagram:
        return datagram.sendto(b"x", world["datagram"])


def unix_send_from_pair(world):
    one, two = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with one, two:
        return one.sendto(b"x", world["datagram"])


def abstract_connect(world):
    with socket.socket(socket.AF_UNIX) as stream:
        stream.connect(f"\0{world['abstract']}")


def unix_listen(world):
    with socket.socket(socket.AF_UNIX) as stream:
        stream.bind("\0squatted-name")
        stream.listen()


def name_interfaces(world):
    return [name for _, name in socket.if_nameindex()]
