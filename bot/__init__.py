"""What do people see, and how is it put together?"""
