"""The gateway of an Alipay 生活号 (service account): its check, its notifications, text answers. Free of Rasa and of Sanic.

What rests on what, so that nobody takes a guess for a promise:

- Official documents and the official demo: the two services of the gateway, the parameters and what is signed, the signed answers to the
  check and to a message (`ack`), the events follow, unfollow, click and enter, two more tries 5 seconds apart where the account has them
  switched on (https://docs.open.alipay.com/279/105937/).
- Official SDKs' source: `alipay.open.public.message.custom.send` and its fields `to_user_id`, `open_id`, `msg_type`, `text`, `chat`.
- Not confirmed by an official source: the elements of a citizen's text (`<Text><Content>`, `<MsgId>`), which several published programs
  and copies of messages agree on; how long a text may be; what `chat` does when it is left out, so it is left out; whether new accounts can
  still have a gateway: Alipay says that its documents about 生活号 are no longer kept up. So the channel is off until its keys are set.
- Not taken: messages encrypted by the platform, keys in certificates, signatures with SHA-1 (`RSA`).
"""
