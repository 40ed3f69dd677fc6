"""The demonstration: invented people, three rounds and the values that they bring.

What happens stands in ``fixtures/demo``; here it is carried out with the steps that people take, so
that the chain of submissions and every history are true.
"""
