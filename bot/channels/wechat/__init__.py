"""The WeChat protocol: Official Accounts and mini-program customer service. Free of Rasa and of Sanic."""
